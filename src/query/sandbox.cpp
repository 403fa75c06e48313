#include "query/sandbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "query/syntax_tree.h"

namespace leapfrog::query {

namespace {

constexpr std::size_t max_sql_size = 256 << 10;
constexpr std::size_t entry_bytes = 256;  // of what is remembered, beside its texts; about

constexpr std::array<std::string_view, 28> known_nodes = {"SelectWithUnionQuery",
                                                          "SelectIntersectExceptQuery",
                                                          "SelectQuery",
                                                          "ExpressionList",
                                                          "Function",
                                                          "Identifier",
                                                          "Literal",
                                                          "Subquery",
                                                          "WithElement",
                                                          "TablesInSelectQuery",
                                                          "TablesInSelectQueryElement",
                                                          "TableExpression",
                                                          "TableIdentifier",
                                                          "TableJoin",
                                                          "ArrayJoin",
                                                          "OrderByElement",
                                                          "InterpolateElement",
                                                          "SampleRatio",
                                                          "Asterisk",
                                                          "QualifiedAsterisk",
                                                          "ColumnsRegexpMatcher",
                                                          "ColumnsListMatcher",
                                                          "QualifiedColumnsRegexpMatcher",
                                                          "QualifiedColumnsListMatcher",
                                                          "ColumnsTransformerList",
                                                          "ColumnsExceptTransformer",
                                                          "WindowListElement",
                                                          "WindowDefinition"};

// They make rows out of their arguments and nothing else.
constexpr std::array<std::string_view, 7> known_table_functions = {
    "numbers", "numbers_mt", "zeros", "zeros_mt", "generateseries", "generate_series", "values"};

// The engine's own functions whose categories reach for files, networks, other tables or its insides. "Other"
// holds the rest of those, so of it only the harmless ones below are taken.
constexpr std::string_view allowed_functions = R"(
FROM system.functions
WHERE origin = 'System' AND if(alias_to = '', name, alias_to) IN (
  SELECT name FROM system.functions
  WHERE origin = 'System' AND alias_to = '' AND (
    categories NOT IN ('', 'Other', 'Internal', 'Introspection', 'Dictionary', 'Embedded Dictionary', 'AI',
                       'Machine Learning')
    OR name IN ('bar', 'byteSize', 'caseWithExpression', 'countDigits', 'displayName', 'finalizeAggregation',
      'formatReadableDecimalSize', 'formatReadableQuantity', 'formatReadableSize', 'formatReadableTimeDelta',
      'getSubcolumn', 'identity', 'ignore', 'indexHint', 'isConstant', 'isDecimalOverflow',
      'lowCardinalityIndices', 'lowCardinalityKeys', 'materialize', 'minSampleSizeContinuous',
      'minSampleSizeConversion', 'neighbor', 'parseReadableSize', 'parseReadableSizeOrNull',
      'parseReadableSizeOrZero', 'parseTimeDelta', 'rowNumberInAllBlocks', 'rowNumberInBlock',
      'runningAccumulate', 'runningDifference', 'runningDifferenceStartingWithFirstValue', 'throwIf',
      'toColumnTypeName', 'toTypeName', 'transform', 'variantElement', 'variantType', 'version', 'visibleWidth',
      'nothing', 'exists', '_CAST')))
)";

// Written as functions in a syntax tree, but not in the engine's list of them.
constexpr std::array<std::string_view, 6> syntax_only = {"lambda",   "exists",  "countdistinct",
                                                         "grouping", "untuple", "and"};

constexpr std::array<std::string_view, 14> combinators = {
    "ordefault", "ornull", "mergestate", "simplestate", "distinct", "resample", "foreach",
    "argmin",    "argmax", "array",      "merge",       "state",    "map",      "if"};

template <class List>
bool contains(const List& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

std::string quote(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Canonical SQL escapes what is unusual in a quoted name; such names could break the lines of a syntax tree
// apart, and nobody needs them.
bool has_unusual_names(std::string_view canonical) {
  char quote_mark = 0;
  for (std::size_t i = 0; i < canonical.size(); ++i) {
    const char c = canonical[i];
    if (quote_mark == 0) {
      if (c == '\'' || c == '`' || c == '"') quote_mark = c;
    } else if (c == '\\') {
      if (quote_mark != '\'') return true;
      ++i;
    } else if (c == quote_mark) {
      quote_mark = 0;
    } else if (quote_mark != '\'' && static_cast<unsigned char>(c) < 0x20) {
      return true;
    }
  }
  return false;
}

bool is_allowed_table(std::string_view name, const std::vector<SandboxTable>& tables) {
  return std::any_of(tables.begin(), tables.end(), [&](const SandboxTable& table) {
    return name == table.name || name == "default." + table.name;
  });
}

// in, notIn, globalNullIn, notNullInIgnoreSet, … and, what does no harm, sin.
bool is_like_in(std::string_view function) {
  const auto name = lower(function);
  return (name.ends_with("in") && !name.ends_with("min")) || name.ends_with("inignoreset");
}

Failure refuse(std::string detail) { return failure(ErrorKind::forbidden, "not_allowed", std::move(detail)); }

// "…, table_name: default.events" → "default.events"; "" when the line has no such field.
std::string_view field_of(std::string_view line, std::string_view field) {
  const std::size_t at = line.find(field);
  if (at == std::string_view::npos) return {};
  const std::string_view value = line.substr(at + field.size());
  return value.substr(0, std::min(value.find(", "), value.size()));
}

// Every table of a resolved query. "SELECT 1" reads system.one.
Result<> check_query_tree(const std::vector<std::string>& lines, const std::vector<SandboxTable>& tables) {
  for (const std::string& line : lines) {
    std::string_view text = line;
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.starts_with("TABLE_FUNCTION id: ")) {
      const auto name = field_of(text, "table_function_name: ");
      if (!contains(known_table_functions, lower(name)))
        return refuse(fmt::format("The table function {} may not be used.", name));
    } else if (text.starts_with("TABLE id: ")) {
      const auto name = field_of(text, "table_name: ");
      if (name != "system.one" && !is_allowed_table(name, tables))
        return refuse(fmt::format("The table {} may not be read.", name));
    }
  }
  return {};
}

}  // namespace

std::string plain_complaint(std::string_view text) {
  constexpr std::string_view marker = "DB::Exception: ";
  if (const std::size_t at = text.find(marker); at != std::string_view::npos)
    text = text.substr(at + marker.size());
  // What follows quotes statements of ours, or names the engine's version.
  for (const std::string_view end : {" Expected one of:", " Expected end", " In scope ", " in scope ",
                                     ": In scope", ": While ", ". (", " (version "})
    text = text.substr(0, text.find(end));
  while (text.ends_with('\n') || text.ends_with(' ')) text.remove_suffix(1);
  return text.ends_with('.') ? std::string(text) : fmt::format("{}.", text);
}

// The lines of the answer. Runs as the approved text would: resolving a query evaluates its scalar
// subqueries, and an error's text may quote the rows they read. The engine's complaint becomes an `invalid`
// error in its own words.
Result<std::vector<std::string>> Sandbox::ask(std::string_view sql, const std::vector<SandboxTable>& tables) {
  http::ClientRequest request;
  request.target = "/?default_format=TSVRaw";
  for (const auto& [name, value] : session_settings(tables, {10, 500'000'000, 0, 0}))
    request.target += fmt::format("&{}={}", name, http::percent_encode(value));
  request.body = sql;
  const auto response = TRY(engine_.send(request));
  if (response.status == 200) return lines_of(response.body);
  return invalid(plain_complaint(response.body), "query", "invalid_sql");
}

Result<> Sandbox::load_functions() {
  const std::lock_guard lock(mutex_);
  if (!functions_.empty()) return {};
  std::set<std::string, std::less<>> functions, aggregates;
  const auto sql = fmt::format("SELECT lower(name), is_aggregate{}FORMAT TSV", allowed_functions);
  for (const std::string& line : TRY(ask(sql, {}))) {
    const std::size_t tab = std::min(line.find('\t'), line.size());
    functions.insert(line.substr(0, tab));
    if (line.ends_with("\t1")) aggregates.insert(line.substr(0, tab));
  }
  if (functions.empty()) return unavailable("The engine did not name its functions.", 1);
  functions_ = std::move(functions);
  aggregates_ = std::move(aggregates);
  return {};
}

Result<> Sandbox::check_function(std::string_view name) {
  std::string base = lower(name);
  const std::lock_guard lock(mutex_);
  if (functions_.contains(base) || contains(syntax_only, base)) return {};
  // sumIf, uniqArrayIf, …
  for (bool stripped = true; stripped;) {
    stripped = false;
    for (const std::string_view combinator : combinators) {
      if (base.size() <= combinator.size() || !base.ends_with(combinator)) continue;
      base.resize(base.size() - combinator.size());
      if (aggregates_.contains(base)) return {};
      stripped = true;
      break;
    }
  }
  return refuse(fmt::format("The function {} does not exist or may not be used.", name));
}

Result<std::set<std::string, std::less<>>> Sandbox::existing_tables() {
  std::set<std::string, std::less<>> names;
  for (auto& line :
       TRY(ask("SELECT if(database = 'default', name, concat(database, '.', name)) FROM system.tables", {})))
    names.insert(std::move(line));
  return names;
}

Result<bool> Sandbox::check_syntax_tree(const std::vector<std::string>& lines,
                                        const std::vector<SandboxTable>& tables) {
  const auto nodes = parse_syntax_tree(lines);
  if (nodes.empty() || nodes[0].kind != "SelectWithUnionQuery")
    return refuse("Only SELECT is possible here.");
  const auto above = [&](const SyntaxNode& node) {
    return node.parent < 0 ? SyntaxNode{} : nodes[static_cast<std::size_t>(node.parent)];
  };
  std::vector<std::string_view> names;  // that would be other tables, were there any of that name
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const SyntaxNode& node = nodes[i];
    const SyntaxNode parent = above(node);
    const bool is_first_child = node.parent >= 0 && static_cast<std::size_t>(node.parent) + 1 == i;
    if (!contains(known_nodes, node.kind))
      return refuse(fmt::format("{} may not be used.", node.kind == "Set" ? "A SETTINGS clause" : node.kind));
    if (node.parent == 0 && node.kind != "ExpressionList")
      return refuse("Leave out FORMAT, SETTINGS and INTO OUTFILE.");
    if (node.kind == "Function" && parent.kind == "TableExpression") {
      if (!contains(known_table_functions, lower(node.name)))
        return refuse(fmt::format("The table function {} may not be used.", node.name));
    } else if (node.kind == "Function") {
      TRY(check_function(node.name));
    } else if (node.kind == "TableIdentifier") {
      if (is_allowed_table(node.name, tables)) continue;
      if (node.name.empty() || node.name.find('.') != std::string_view::npos)
        return refuse(fmt::format("The table {} may not be read.", node.name));
      names.push_back(node.name);
    } else if (node.kind == "Identifier" && parent.kind == "ExpressionList" && !is_first_child &&
               is_like_in(above(parent).name) && !is_allowed_table(node.name, tables)) {
      // `x IN name` reads a table when there is one.
      names.push_back(node.name);
    }
  }
  if (names.empty()) return true;
  const auto existing = TRY(existing_tables());
  for (const std::string_view name : names) {
    const std::string_view plain = name.starts_with("default.") ? name.substr(8) : name;
    if (existing.contains(plain)) return refuse(fmt::format("The table {} may not be read.", name));
  }
  return false;
}

std::optional<std::string> Sandbox::remembered(const Asked& asked) {
  const std::lock_guard lock(memory_mutex_);
  const std::string* found = approved_.find(asked);
  return found ? std::optional(*found) : std::nullopt;
}

std::string Sandbox::remember(Asked asked, Approved approved) {
  if (!approved.is_lasting) return std::move(approved.canonical);
  const auto& [tables, from, text] = asked;
  const auto size = tables.size() + from.size() + text.size() + approved.canonical.size() + entry_bytes;
  const std::lock_guard lock(memory_mutex_);
  approved_.put(std::move(asked), approved.canonical, size);
  return std::move(approved.canonical);
}

Result<std::string> Sandbox::approve(std::string_view sql, const std::vector<SandboxTable>& tables) {
  Asked asked{table_filters(tables), "", sql};
  if (auto known = remembered(asked)) return *std::move(known);
  return remember(std::move(asked), TRY(check(sql, tables)));
}

Result<std::string> Sandbox::approve_expression(std::string_view expression, std::string_view from,
                                                const std::vector<SandboxTable>& tables) {
  Asked asked{table_filters(tables), from, expression};
  if (auto known = remembered(asked)) return *std::move(known);
  return remember(std::move(asked), TRY(check_expression(expression, from, tables)));
}

Result<Sandbox::Approved> Sandbox::check(std::string_view sql, const std::vector<SandboxTable>& tables) {
  if (sql.size() > max_sql_size)
    return failure(ErrorKind::too_large, "query_too_large",
                   fmt::format("The query is longer than {} bytes.", max_sql_size), "query");
  TRY(load_functions());
  const auto formatted = TRY(ask("SELECT formatQuerySingleLine(" + quote(sql) + ")", tables));
  if (formatted.size() != 1) return invalid("The query is empty.", "query");
  const std::string& canonical = formatted[0];
  if (has_unusual_names(canonical))
    return refuse("Quoted names must not hold quotes, backslashes or line breaks.");
  const bool is_lasting = TRY(check_syntax_tree(TRY(ask("EXPLAIN AST " + canonical, tables)), tables));
  TRY(check_query_tree(TRY(ask("EXPLAIN QUERY TREE " + canonical, tables)), tables));
  return Approved{canonical, is_lasting};
}

Result<std::vector<std::string>> Sandbox::functions() {
  // Without internal ones such as _CAST. Asked anew: it is wanted seldom, and the engine knows it by heart.
  return ask(fmt::format("SELECT name{}AND NOT startsWith(name, '_') ORDER BY lower(name) FORMAT TSV",
                         allowed_functions),
             {});
}

Result<> Sandbox::check_syntax(std::string_view sql) {
  if (sql.size() > max_sql_size)
    return failure(ErrorKind::too_large, "query_too_large",
                   fmt::format("The query is longer than {} bytes.", max_sql_size), "query");
  {
    const std::lock_guard lock(memory_mutex_);
    if (readable_.find(sql)) return {};
  }
  TRY(ask("SELECT formatQuerySingleLine(" + quote(sql) + ")", {}));
  const std::lock_guard lock(memory_mutex_);
  readable_.put(std::string(sql), true, sql.size() + entry_bytes);
  return {};
}

Result<Sandbox::Approved> Sandbox::check_expression(std::string_view expression, std::string_view from,
                                                    const std::vector<SandboxTable>& tables) {
  const auto [canonical, is_lasting] = TRY(check(fmt::format("SELECT ({}\n) {}", expression, from), tables));
  const auto lines = TRY(ask("EXPLAIN AST " + canonical, tables));
  const auto nodes = parse_syntax_tree(lines);
  // SelectWithUnionQuery, ExpressionList, SelectQuery, ExpressionList: the columns, of which there is one.
  constexpr int query = 2, columns = 3;
  int queries = 0, expressions = 0;
  std::vector<bool> inside(nodes.size());  // of the columns
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const int parent = nodes[i].parent;
    if (parent == 1) ++queries;
    if (parent == columns) ++expressions;
    inside[i] = parent == columns || (parent >= 0 && inside[static_cast<std::size_t>(parent)]);
    if (!inside[i]) continue;
    if (nodes[i].kind == "Subquery" || nodes[i].kind.starts_with("Select"))
      return refuse("An expression must not hold a query.");
    if (nodes[i].kind.find("Asterisk") != std::string_view::npos &&
        nodes[static_cast<std::size_t>(parent)].kind == "ExpressionList" && parent == columns)
      return refuse("An expression must not be *.");
    if (lines[i].find(" (alias ") != std::string::npos)
      return refuse("An expression must not name its parts with AS.");
  }
  const bool one = nodes.size() > columns && nodes[query].kind == "SelectQuery" &&
                   nodes[columns].parent == query && nodes[columns].kind == "ExpressionList" &&
                   queries == 1 && expressions == 1;
  const auto formatted =
      TRY(ask("SELECT formatQuerySingleLine(" + quote(fmt::format("SELECT 1 {}", from)) + ")", tables));
  constexpr std::string_view select = "SELECT ", one_of = "SELECT 1";
  if (!one || formatted.size() != 1 || !formatted[0].starts_with(one_of))
    return refuse("It must be one expression.");
  const auto tail = std::string_view(formatted[0]).substr(one_of.size());
  const auto text = std::string_view(canonical);
  if (!text.starts_with(select) || !text.ends_with(tail)) return refuse("It must be one expression.");
  return Approved{fmt::format("({})", text.substr(select.size(), text.size() - select.size() - tail.size())),
                  is_lasting};
}

std::string Sandbox::table_filters(const std::vector<SandboxTable>& tables) {
  std::string filters = "{";
  for (const SandboxTable& table : tables) {
    if (filters.size() > 1) filters += ", ";
    filters += fmt::format("{}: {}", quote("default." + table.name), quote(table.filter));
  }
  return filters + '}';
}

std::vector<std::pair<std::string, std::string>> Sandbox::session_settings(
    const std::vector<SandboxTable>& tables, const SandboxLimits& limits) {
  return {{"leapfrog_readonly", "1"},
          {"readonly", "1"},
          {"additional_table_filters", table_filters(tables)},
          {"max_execution_time", std::to_string(limits.execution_time_s)},
          {"max_memory_usage", std::to_string(limits.memory_bytes)},
          {"max_result_rows", std::to_string(limits.result_rows)},
          {"max_threads", std::to_string(limits.threads)}};
}

}  // namespace leapfrog::query
