#include "query/sql/user_select.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

#include "query/sandbox.h"
#include "query/sql/logical_tables.h"
#include "query/sql/written_out.h"

namespace leapfrog::query {
namespace {

constexpr std::array<std::string_view, 32> no_alias = {
    "WHERE",  "PREWHERE", "GROUP",   "ORDER",  "HAVING",   "LIMIT",  "OFFSET", "UNION",
    "JOIN",   "LEFT",     "RIGHT",   "INNER",  "FULL",     "CROSS",  "ANY",    "ALL",
    "ASOF",   "SEMI",     "ANTI",    "GLOBAL", "ARRAY",    "ON",     "USING",  "INTERSECT",
    "EXCEPT", "WINDOW",   "QUALIFY", "FETCH",  "SETTINGS", "FORMAT", "OUTER",  "FINAL"};
constexpr std::array<std::string_view, 13> end_from = {"WHERE",  "PREWHERE", "GROUP",    "ORDER",  "HAVING",
                                                       "LIMIT",  "OFFSET",   "UNION",    "WINDOW", "QUALIFY",
                                                       "SELECT", "EXCEPT",   "INTERSECT"};

template <class List>
bool is_any_word(const SqlToken& token, const List& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return token.is_word(word); });
}

// A value of ours as a literal.
Result<std::string> literal(const json::value& value, const std::string& path) {
  if (value.is_null()) return std::string("NULL");
  if (value.is_string()) return quote_text(value.get_string());
  if (value.is_bool()) return std::string(value.get_bool() ? "true" : "false");
  if (value.is_number()) return to_text(value);
  if (const auto* list = value.if_array()) {
    std::vector<std::string> items;
    for (const auto& item : *list) items.push_back(TRY(literal(item, path)));
    return fmt::format("({})", fmt::join(items, ", "));
  }
  return wrong_type(path, "a text, a number, a boolean or a list", value);
}

class Compiler {
 public:
  Compiler(const Asking& asking, const UserSelect& select) : asking_(asking), select_(select) {}

  Result<ApprovedSelect> run() {
    tokens_ = TRY(sql_tokens(select_.sql, select_.path));
    while (!tokens_.empty() && tokens_.back().is_symbol(';')) tokens_.pop_back();
    if (tokens_.empty()) return invalid("The query is empty.", select_.path, "required");
    if (!select_.ours) TRY(check_syntax());
    used_.as_stored = select_.as_stored;
    note_words();
    find_named_queries();
    frames_.emplace_back();
    while (at_ < tokens_.size()) TRY(step());
    ApprovedSelect approved;
    approved.limit = limit_.value_or(select_.default_limit);
    approved.offset = offset_;
    approved.tables.assign(tables_.begin(), tables_.end());
    approved.statement.sql = TRY(select_.ours ? assembled() : checked());
    approved.statement.settings = {{"limit", std::to_string(approved.limit + 1)},
                                   {"date_time_output_format", "iso"}};
    return approved;
  }

 private:
  // A piece of the text to be; tables and asterisks are written when all names are known.
  struct Piece {
    enum class Kind : std::uint8_t { text, table, asterisk } kind = Kind::text;
    std::string text;
    std::size_t query = 0;  // of a table: which SELECT it belongs to
  };
  struct Frame {
    bool in_from = false;
    bool expects_table = false;
    bool has_select = false;
    std::size_t query = 0;
    std::string_view last_argument;
  };

  void note_words() {
    for (const auto& token : tokens_) {
      if (token.is_symbol('*') || token.is_word("COLUMNS") || token.is_word("NATURAL")) used_.any = true;
      if (token.is_name())
        used_.words.emplace(token.kind == SqlToken::Kind::quoted_name ? token.value
                                                                      : std::string(token.written));
    }
  }

  Result<std::string> checked() {
    asking_.hold_user_text();
    return asking_.sandbox().approve(TRY(assembled()), asking_.own_tables());
  }

  // The engine's parser, on the text as it was written, so that the places it names are the reader's.
  // Placeholders become names of the same length.
  Result<> check_syntax() const {
    std::string text = select_.sql;
    const auto blank = [&](const SqlToken& token, char with) {
      std::fill(text.begin() + static_cast<std::ptrdiff_t>(token.start),
                text.begin() + static_cast<std::ptrdiff_t>(token.end()), with);
    };
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (tokens_[i].kind == SqlToken::Kind::placeholder) blank(tokens_[i], 'p');
      if (i > 0 && tokens_[i].is_word("COHORT") && tokens_[i - 1].is_word("IN")) blank(tokens_[i], ' ');
    }
    const auto parsed = asking_.sandbox().check_syntax(text);
    if (parsed) return {};
    auto error = parsed.error();
    error.attr = select_.path;
    return std::unexpected(std::move(error));
  }

  void find_named_queries() {
    for (std::size_t i = 0; i + 2 < tokens_.size(); ++i) {
      if (tokens_[i].is_name() && tokens_[i + 1].is_word("AS") && tokens_[i + 2].is_symbol('('))
        named_queries_.insert(name_at(i));
    }
  }
  std::string name_at(std::size_t i) const {
    return tokens_[i].kind == SqlToken::Kind::quoted_name ? tokens_[i].value
                                                          : std::string(tokens_[i].written);
  }
  const SqlToken* token(std::size_t i) const { return i < tokens_.size() ? &tokens_[i] : nullptr; }

  void write(std::string_view text, bool after_space) {
    if (pieces_.empty() || pieces_.back().kind != Piece::Kind::text) pieces_.emplace_back();
    if (after_space) pieces_.back().text += ' ';
    pieces_.back().text += text;
  }

  Result<> step() {
    const auto& here = tokens_[at_];
    auto& frame = frames_.back();
    if (here.kind == SqlToken::Kind::placeholder) return placeholder(here);
    if (here.is_symbol('(')) {
      frame.expects_table = false;
      const auto query = frame.query;  // a SELECT inside gets a number of its own
      frames_.push_back({false, false, false, query, {}});
    } else if (here.is_symbol(')')) {
      write(frame.last_argument, false);
      if (frames_.size() > 1) frames_.pop_back();
    } else if (here.is_symbol(',') && frame.in_from) {
      frame.expects_table = true;
    } else if (here.is_symbol('*') && is_asterisk()) {
      write("", here.after_space);
      pieces_.push_back({Piece::Kind::asterisk, "", 0});
      used_.person = true;
      ++at_;
      return {};
    } else if (here.is_name()) {
      return name(here);
    }
    write(here.written, here.after_space);
    ++at_;
    return {};
  }

  bool is_asterisk() const {
    if (at_ == 0) return false;
    const auto& before = tokens_[at_ - 1];
    const auto* after = token(at_ + 1);
    if (after && (after->is_word("EXCEPT") || after->is_word("REPLACE") || after->is_word("APPLY")))
      return false;
    return before.is_word("SELECT") || before.is_word("DISTINCT") || before.is_symbol(',') ||
           before.is_symbol('.');
  }

  Result<> name(const SqlToken& here) {
    auto& frame = frames_.back();
    const bool keyword_place = here.kind == SqlToken::Kind::word;
    if (keyword_place) {
      if (here.is_word("SELECT")) {
        frame.has_select = true;
        frame.query = ++queries_;
      }
      if (is_any_word(here, end_from)) frame.in_from = frame.expects_table = false;
      if (here.is_word("FROM") && frame.has_select) {
        frame.in_from = frame.expects_table = true;
        return pass(here);
      }
      if (here.is_word("JOIN") && frame.in_from) {
        frame.expects_table = at_ == 0 || !tokens_[at_ - 1].is_word("ARRAY");
        return pass(here);
      }
      if (here.is_word("LIMIT") && frames_.size() == 1) return limit(here);
      if (here.is_word("AS") && token(at_ + 1) && token(at_ + 1)->is_name()) {
        write(here.written, here.after_space);
        write(as_written(tokens_[at_ + 1]), true);
        at_ += 2;
        return {};
      }
      if (here.is_word("IN") && token(at_ + 1) && token(at_ + 1)->is_word("COHORT")) return cohort(here);
    }
    if (frame.expects_table) return table(here);
    return column(here);
  }

  Result<> pass(const SqlToken& here) {
    write(here.written, here.after_space);
    ++at_;
    return {};
  }

  static std::string as_written(const SqlToken& token) {
    if (token.kind == SqlToken::Kind::quoted_name) return quote_name(token.value);
    return token.written.starts_with('$') ? quote_name(token.written) : std::string(token.written);
  }

  Result<> table(const SqlToken& here) {
    auto& frame = frames_.back();
    const auto chain = chain_at(tokens_, at_);
    const auto* after = token(chain.next);
    frame.expects_table = false;
    if (after && after->is_symbol('(')) return pass(here);
    const auto& name = chain.parts.front();
    if (chain.parts.size() == 1 && named_queries_.contains(name)) return pass(here);
    if (chain.parts.size() != 1 || !is_logical_table(name)) {
      return invalid(fmt::format("There is no table `{}`. There are {}.", fmt::join(chain.parts, "."),
                                 fmt::join(logical_tables, ", ")),
                     select_.path, "invalid_sql");
    }
    tables_.insert(name);
    write("", true);
    pieces_.push_back({Piece::Kind::table, name, frame.query});
    at_ = chain.next;
    while (token(at_) && token(at_)->is_word("FINAL")) ++at_;  // they always are
    const auto* next = token(at_);
    const bool alias = next && (next->is_word("AS") || (next->is_name() && !is_any_word(*next, no_alias)));
    if (!alias) write("AS " + name, true);
    if (alias && !next->is_word("AS")) {
      write("AS " + as_written(*next), true);
      ++at_;
    }
    return {};
  }

  Result<> column(const SqlToken& here) {
    const auto chain = chain_at(tokens_, at_);
    const auto* after = token(chain.next);
    if (chain.parts.size() == 1 && after && after->is_symbol('(')) {
      const auto form = function_form(here.written);
      write(form ? form->name : here.written, here.after_space);
      write("(", after->after_space);
      frames_.back().expects_table = false;
      const auto query = frames_.back().query;
      frames_.push_back({false, false, false, query, form ? form->last_argument : std::string_view()});
      at_ = chain.next + 1;
      return {};
    }
    std::string text;
    if (const auto meant = meaning_of(chain)) {
      used_.add(*meant);
      for (const auto& part : meant->qualifier) text += quote_name(part) + ".";
      text += quote_name(meant->column());
    } else if (chain.parts.size() == 1) {
      text = as_written(here);
    } else {
      for (const auto& part : chain.parts) text += (text.empty() ? "" : ".") + quote_name(part);
    }
    if (chain.parts.back() == "person_id") used_.person = true;
    write(text, here.after_space);
    at_ = chain.next;
    return {};
  }

  // LIMIT n, LIMIT n OFFSET m, LIMIT m, n of the whole query.
  Result<> limit(const SqlToken& here) {
    const auto number = [&](std::size_t i) -> std::optional<std::int64_t> {
      const auto* at = token(i);
      std::int64_t value = 0;
      if (!at || at->kind != SqlToken::Kind::number) return std::nullopt;
      const auto read = std::from_chars(at->written.data(), at->written.data() + at->written.size(), value);
      return read.ec == std::errc() ? std::optional(value) : std::nullopt;
    };
    const auto first = number(at_ + 1);
    const auto* after = token(at_ + 2);
    if (!first || (after && after->is_word("BY"))) return pass(here);
    if (after && after->is_symbol(',')) {
      const auto second = number(at_ + 3);
      if (!second || (token(at_ + 4) && token(at_ + 4)->is_word("BY"))) return pass(here);
      offset_ = *first;
      limit_ = std::min(*second, select_.max_limit);
      write(fmt::format("LIMIT {} OFFSET {}", *limit_ + 1, offset_), true);
      at_ += 4;
      return {};
    }
    limit_ = std::min(*first, select_.max_limit);
    if (after && after->is_word("OFFSET")) offset_ = number(at_ + 3).value_or(0);
    write(fmt::format("LIMIT {}", *limit_ + 1), true);
    at_ += 2;
    return {};
  }

  // IN COHORT 5
  Result<> cohort(const SqlToken& here) {
    const auto* number = token(at_ + 2);
    PropertyFilter filter;
    filter.path = select_.path;
    filter.value =
        number ? std::string(number->kind == SqlToken::Kind::text ? number->value : number->written) : "";
    write(fmt::format("IN ({})", TRY(cohort_members_of(filter))), here.after_space);
    at_ += 3;
    return {};
  }
  Result<std::string> cohort_members_of(const PropertyFilter& filter) const;

  Result<> placeholder(const SqlToken& here) {
    ++at_;
    if (here.value == "filters") {
      filtered_.insert(frames_.back().query);
      write("1", true);
      return {};
    }
    const auto found = select_.values.find(here.value);
    const auto value = found == select_.values.end() ? TRY(default_of(here.value)) : found->second;
    write(TRY(literal(value, fmt::format("values.{}", here.value))), true);
    return {};
  }
  // What the project keeps under the name, which then need not be named beside the text.
  Result<json::value> default_of(const std::string& name) {
    constexpr std::string_view prefix = "variables.";
    if (name.starts_with(prefix))
      if (const auto kept = TRY(asking_.variable(std::string_view(name).substr(prefix.size()))))
        return parse_json(kept->value);
    if (select_.unset.contains(name)) return json::value();
    return invalid(fmt::format("Nothing was given for the placeholder {{{}}}.", name), select_.path,
                   "invalid_sql");
  }

  Result<std::string> assembled() {
    std::string sql;
    for (const auto& piece : pieces_) {
      switch (piece.kind) {
        case Piece::Kind::text:
          sql += piece.text;
          break;
        case Piece::Kind::asterisk: {
          std::vector<std::string> hidden;
          for (const auto& column : hidden_columns(used_)) hidden.push_back(quote_name(column));
          sql += hidden.empty() ? "*" : fmt::format("* EXCEPT ({})", fmt::join(hidden, ", "));
          break;
        }
        case Piece::Kind::table:
          sql += TRY(table_sql(piece));
          break;
      }
    }
    return sql;
  }

  Result<std::string> table_sql(const Piece& piece) {
    Bindings bindings;
    EventRows rows(asking_, bindings);
    if (filtered_.contains(piece.query)) TRY(filter(rows));
    const auto sql = TRY(logical_table(piece.text, used_, rows));
    return written_out(sql, bindings.parameters());
  }

  Result<> filter(EventRows& rows) const {
    Scope scope;
    scope.properties = select_.filters.properties;
    scope.filter_test_accounts = select_.filters.filter_test_accounts;
    TRY(rows.only(scope));
    if (select_.filters.action) {
      Series series;
      series.kind = SeriesKind::actions;
      series.action_id = *select_.filters.action;
      series.path = "actionId";
      TRY(rows.only(series));
    }
    if (select_.filters.dates) {
      const auto range = TRY(asking_.resolve(*select_.filters.dates, Interval::day));
      if (!range.all_time) rows.between(range.from, range.to);
    }
    return {};
  }

  const Asking& asking_;
  const UserSelect& select_;
  std::vector<SqlToken> tokens_;
  std::size_t at_ = 0;
  std::vector<Frame> frames_;
  std::size_t queries_ = 0;
  std::vector<Piece> pieces_;
  UsedNames used_;
  std::set<std::string, std::less<>> named_queries_;
  std::set<std::string, std::less<>> tables_;
  std::set<std::size_t> filtered_;
  std::optional<std::int64_t> limit_;
  std::int64_t offset_ = 0;
};

Result<std::string> Compiler::cohort_members_of(const PropertyFilter& filter) const {
  const auto number = value_number(filter);
  if (!number) return invalid("IN COHORT wants the number of a cohort.", select_.path, "invalid_sql");
  return cohort_members(filter, asking_);
}

bool in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

// Where a name stands by itself, not as a part of a longer one; anywhere if it does so nowhere.
std::size_t find_name(std::string_view sql, std::string_view name) {
  for (auto at = sql.find(name); at != std::string_view::npos; at = sql.find(name, at + 1)) {
    const auto end = at + name.size();
    const bool begins = at == 0 || !in_name(sql[at - 1]) || !in_name(name.front());
    const bool ends = end == sql.size() || !in_name(sql[end]) || !in_name(name.back());
    if (begins && ends) return at;
  }
  return sql.find(name);
}

std::optional<TextPlace> bytes_of_name(std::string_view sql, std::string_view name) {
  const auto at = name.empty() ? std::string_view::npos : find_name(sql, name);
  if (at == std::string_view::npos) return std::nullopt;
  return TextPlace{at, at + name.size()};
}

TextPlace bytes_of(std::string_view text, std::string_view sql) {
  constexpr std::string_view position = "position ";
  if (const auto at = text.find(position); at != std::string_view::npos) {
    std::size_t place = 0;
    const auto digits = text.substr(at + position.size());
    if (std::from_chars(digits.data(), digits.data() + digits.size(), place).ec == std::errc() && place > 0) {
      const auto start = std::min(place - 1, sql.size());
      auto end = start;
      while (end < sql.size() && std::string_view(" \t\r\n(),;").find(sql[end]) == std::string_view::npos)
        ++end;
      return {start, std::max(end, std::min(start + 1, sql.size()))};
    }
  }
  // What is named in quotes, where it stands in the text; a placeholder with its braces.
  for (const std::string_view marks : {"``", "''", "{}"}) {
    const auto open = text.find(marks[0]);
    if (open == std::string_view::npos) continue;
    const auto close = text.find(marks[1], open + 1);
    if (close == std::string_view::npos) continue;
    const bool with_marks = marks == "{}";
    const auto named =
        with_marks ? text.substr(open, close + 1 - open) : text.substr(open + 1, close - open - 1);
    if (const auto place = bytes_of_name(sql, named)) return *place;
  }
  for (const std::string_view lead : {"The function ", "The table function ", "The table "}) {
    if (!text.starts_with(lead)) continue;
    const auto named = text.substr(lead.size(), text.find(' ', lead.size()) - lead.size());
    if (const auto place = bytes_of_name(sql, named)) return *place;
  }
  return {0, sql.size()};
}

}  // namespace

Result<ApprovedSelect> approve_select(const Asking& asking, const UserSelect& select) {
  return Compiler(asking, select).run();
}

std::size_t count_characters(std::string_view utf8) {
  // Every byte but those that continue a character.
  return static_cast<std::size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

TextPlace place_of(const Error& error, std::string_view sql) {
  const auto bytes = bytes_of(error.detail, sql);
  return {count_characters(sql.substr(0, bytes.start)), count_characters(sql.substr(0, bytes.end))};
}

}  // namespace leapfrog::query
