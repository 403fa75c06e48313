#include "event_list/value_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "query/sql/statement.h"

namespace leapfrog::event_list {
namespace {

constexpr int days = 30;
constexpr std::size_t max_value_bytes = 400;  // longer ones are of no use in a picker

// Property filters compare texts; these are the columns people filter by.
constexpr std::array columns = {"event", "distinct_id", "session_id", "person_mode"};

// The engine writes a dot inside a key as %2E, since dots join the levels of an object.
std::string stored_name(std::string_view key) {
  std::string name;
  for (const char c : key) {
    if (c == '.') {
      name += "%2E";
    } else {
      name += c;
    }
  }
  return name;
}

Result<std::string> expression_of(const ValueQuestion& question) {
  if (!question.is_column)
    return fmt::format("CAST(properties.{}, 'Nullable(String)')",
                       query::quote_name(stored_name(question.key)));
  if (std::ranges::find(columns, question.key) == columns.end())
    return invalid("Expected event, distinct_id, session_id or person_mode.", "key", "invalid_choice");
  return question.key;
}

}  // namespace

Result<std::vector<ValueCount>> most_frequent_values(events::Engine& engine, accounts::ProjectId project,
                                                     const ValueQuestion& question) {
  query::Bindings bindings;
  auto where = fmt::format("project_id = {} AND toDate(timestamp) BETWEEN today() - {} AND today() + 1",
                           project, days);
  if (!question.events.empty()) where += fmt::format(" AND event IN {}", bindings.texts(question.events));
  auto having = fmt::format("isNotNull(value) AND value != '' AND length(value) <= {}", max_value_bytes);
  if (!question.search.empty())
    having += fmt::format(" AND positionCaseInsensitiveUTF8(value, {}) > 0", bindings.text(question.search));
  const auto sql = fmt::format(
      "SELECT value, count() AS times FROM (SELECT {} AS value FROM events WHERE {}) WHERE {} "
      "GROUP BY value ORDER BY times DESC, value LIMIT {}",
      TRY(expression_of(question)), where, having, question.limit);
  const auto rows = TRY(engine.rows(sql, bindings.parameters(),
                                    {{"max_execution_time", "3"},
                                     {"timeout_overflow_mode", "break"},
                                     {"max_rows_to_group_by", "200000"},
                                     {"group_by_overflow_mode", "any"}}));
  std::vector<ValueCount> values;
  for (const auto& row : rows) values.push_back({row.at(0), row.at(1).to_number<std::int64_t>()});
  return values;
}

}  // namespace leapfrog::event_list
