#include "query/sql/user_expression.h"

#include <fmt/format.h>

#include "query/sandbox.h"
#include "query/sql/names.h"
#include "query/sql/sessions.h"
#include "query/sql/written_out.h"

namespace leapfrog::query {
namespace {

class Expression {
 public:
  Expression(EventRows& rows, const std::string& path) : rows_(rows), path_(path) {}

  Result<std::string> rewrite(std::string_view text) {
    const auto tokens = TRY(sql_tokens(text, path_));
    if (tokens.empty()) return invalid(path_ + " is empty.", path_, "required");
    std::string out;
    std::vector<std::string> closing;  // of each open bracket
    for (std::size_t i = 0; i < tokens.size();) {
      const auto& token = tokens[i];
      if (token.after_space) out += ' ';
      if (token.kind == SqlToken::Kind::placeholder) {
        return invalid(fmt::format("{} cannot hold the placeholder {{{}}}.", path_, token.value), path_,
                       "invalid_sql");
      }
      if (token.is_name()) {
        const auto chain = chain_at(tokens, i);
        const bool call = chain.next < tokens.size() && tokens[chain.next].is_symbol('(');
        if (call && chain.parts.size() == 1) {
          const auto form = function_form(token.written);
          out += form ? form->name : token.written;
          out += '(';
          closing.emplace_back(form ? form->last_argument : "");
          i = chain.next + 1;
          continue;
        }
        out += TRY(name(chain, token));
        i = chain.next;
        continue;
      }
      if (token.is_symbol('(')) closing.emplace_back();
      if (token.is_symbol(')') && !closing.empty()) {
        out += closing.back();
        closing.pop_back();
      }
      out += token.written;
      ++i;
    }
    return out;
  }

  // The tables that the expression needs.
  std::string from() const {
    Bindings bindings;
    EventRows rows(rows_.asking(), bindings);
    if (needs_person_) rows.person();
    for (const auto* fact : needed_facts_) rows.session(*fact);
    const auto sql = rows.sql();
    return written_out(sql, bindings.parameters());
  }

 private:
  Result<std::string> name(const NameChain& chain, const SqlToken& token) {
    auto parts = chain.parts;
    if (parts.size() > 1 && (parts.front() == "events" || parts.front() == "e")) parts.erase(parts.begin());
    const auto meant = meaning_of({parts, 0});
    if (meant && meant->qualifier.empty()) return column(*meant);
    if (parts.size() == 1)
      if (const auto text = field(parts.front())) return *text;
    if (chain.parts.size() == 1) return plain(token);
    std::string out;
    for (const auto& part : chain.parts) out += (out.empty() ? "" : ".") + quote_name(part);
    return out;
  }

  static std::string plain(const SqlToken& token) {
    if (token.kind == SqlToken::Kind::quoted_name) return quote_name(token.value);
    return token.written.starts_with('$') ? quote_name(token.written) : std::string(token.written);
  }

  Result<std::string> column(const MeantName& meant) {
    const auto type = meant.property ? TRY(type_of(rows_.asking(), *meant.property)) : ValueType::text;
    std::string home = "e.properties";
    if (meant.owner == "person") home = "e.person_properties";
    if (meant.owner.starts_with("group_")) home = fmt::format("e.group{}_properties", meant.owner.back());
    if (meant.property) return typed(fmt::format("{}.{}", home, path_of(*meant.property)), type);
    if (meant.field == "properties") return fmt::format("toJSONString({})", home);
    if (meant.owner == "person" && meant.field == "id") return person();
    if (meant.owner == "person" && meant.field == "created_at") return zoned("e.person_created_at");
    if (meant.owner.starts_with("group_") && meant.field == "key")
      return fmt::format("e.group{}_key", meant.owner.back());
    if (meant.owner == "session") {
      if (const auto* fact = find_session_fact(meant.field)) {
        needed_facts_.push_back(fact);
        return rows_.session(*fact);
      }
    }
    return invalid(fmt::format("{}: there is no {}.{} here.", path_, meant.owner, meant.field), path_,
                   "invalid_sql");
  }

  std::optional<std::string> field(std::string_view name) {
    if (name == "event" || name == "distinct_id" || name == "uuid" || name == "elements_chain" ||
        name == "person_mode")
      return fmt::format("e.{}", name);
    if (name == "timestamp") return zoned("e.timestamp");
    if (name == "created_at") return zoned("e.received_at");
    if (name == "$session_id" || name == "session_id") return "e.session_id";
    if (name == "$window_id") return "CAST(e.properties.`$window_id`, 'Nullable(String)')";
    if (name == "properties") return "toJSONString(e.properties)";
    if (name == "person_id") return person();
    if (name.starts_with("$group_") && name.size() == 8 && name[7] >= '0' && name[7] <= '4')
      return fmt::format("e.group{}_key", name[7]);
    return std::nullopt;
  }

  std::string person() {
    needs_person_ = true;
    return rows_.person();
  }
  std::string zoned(std::string_view column) const {
    return fmt::format("toTimeZone({}, '{}')", column, rows_.asking().calendar().zone());
  }

  EventRows& rows_;
  const std::string& path_;
  bool needs_person_ = false;
  std::vector<const SessionFact*> needed_facts_;
};

}  // namespace

Result<std::string> user_expression(EventRows& rows, std::string_view text, const std::string& path) {
  const auto& asking = rows.asking();
  asking.hold_user_text();
  Expression expression(rows, path);
  const auto written = TRY(expression.rewrite(text));
  auto approved = asking.sandbox().approve_expression(written, expression.from(), asking.own_tables());
  if (!approved) {
    auto error = std::move(approved).error();
    error.attr = path;
    if (error.kind == ErrorKind::forbidden) error.kind = ErrorKind::invalid;
    // The engine's sentence would quote what stands around it.
    if (error.detail.starts_with("Syntax error")) error.detail = path + " is not one expression of SQL.";
    return std::unexpected(std::move(error));
  }
  return approved;
}

}  // namespace leapfrog::query
