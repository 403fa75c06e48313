// SessionsQuery: a table of sessions, asked as SQL over the table of that name.
#include "insights/sessions/sessions.h"

#include <fmt/format.h>

#include "base/uuid.h"
#include "query/sql/sessions.h"
#include "query/sql/sql_tokens.h"
#include "query/sql/user_select.h"

namespace leapfrog::insights {
namespace {

struct SessionsQuery {
  std::vector<std::string> select;  // expressions of SQL and "*"
  std::vector<std::string> where;
  std::vector<std::string> order_by;
  std::optional<std::string> event;  // there is such an event in it
  std::optional<std::int64_t> action;
  std::optional<std::string> person;
  std::optional<std::string> after;  // when it began; default: the last day
  std::optional<std::string> before;
  query::FilterNode properties;
  query::FilterNode event_properties;
  query::FilterNode fixed_properties;
  bool filter_test_accounts = false;
  std::int64_t limit = 100;
  std::int64_t offset = 0;
};

void describe(query::Shape& shape, SessionsQuery& sessions) {
  shape.texts("select", sessions.select);
  shape.texts("where", sessions.where);
  shape.texts("orderBy", sessions.order_by);
  shape.text("event", sessions.event);
  shape.integer("actionId", sessions.action, {});
  shape.text("personId", sessions.person);
  shape.text("after", sessions.after);
  shape.text("before", sessions.before);
  filters_field(shape, "properties", sessions.properties);
  filters_field(shape, "eventProperties", sessions.event_properties);
  filters_field(shape, "fixedProperties", sessions.fixed_properties);
  shape.flag("filterTestAccounts", sessions.filter_test_accounts);
  shape.integer("limit", sessions.limit, {1, 50'000});
  shape.integer("offset", sessions.offset, {0, 10'000'000});
}

// Without its "-- Label".
std::string expression_of(std::string_view select) {
  auto text = select.substr(0, select.find("--"));
  while (text.ends_with(' ')) text.remove_suffix(1);
  return std::string(text);
}

std::string all_facts() {
  std::vector<std::string_view> names;
  for (const auto& fact : query::session_facts()) names.push_back(fact.name);
  return fmt::format("tuple({})", fmt::join(names, ", "));
}

json::object session_object(const json::array& cell) {
  json::object session;
  std::size_t i = 0;
  for (const auto& fact : query::session_facts()) session[fact.name] = cell.at(i++);
  return session;
}

Result<std::string> text_of(const SessionsQuery& sessions) {
  std::vector<std::string> columns, conditions{"{filters}"}, order;
  for (const auto& item : sessions.select)
    columns.push_back(expression_of(item) == "*" ? all_facts() : expression_of(item));
  if (sessions.person) {
    if (!Uuid::parse(*sessions.person)) return invalid("personId must be a UUID.", "personId");
    conditions.push_back(
        fmt::format("session_id IN (SELECT $session_id FROM events WHERE person_id = {} AND {{filters}})",
                    query::quote_text(*sessions.person)));
  }
  if (sessions.event)
    conditions.push_back(
        fmt::format("session_id IN (SELECT $session_id FROM events WHERE event = {} AND {{filters}})",
                    query::quote_text(*sessions.event)));
  for (const auto& condition : sessions.where)
    conditions.push_back(fmt::format("({}\n)", expression_of(condition)));
  for (const auto& item : sessions.order_by) order.push_back(expression_of(item));
  if (order.empty()) order = {"$start_timestamp DESC", "session_id"};
  return fmt::format("SELECT {} FROM sessions WHERE {} ORDER BY {} LIMIT {} OFFSET {}",
                     fmt::join(columns, ",\n"), fmt::join(conditions, "\nAND "), fmt::join(order, ", "),
                     sessions.limit, sessions.offset);
}

}  // namespace

Result<json::object> answer_sessions(const query::Asking& asking, const json::object& query) {
  SessionsQuery sessions;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, sessions); }));
  if (sessions.select.empty()) sessions.select = {"*"};
  query::UserSelect select;
  select.sql = TRY(text_of(sessions));
  select.filters.dates = query::DateRange{sessions.after.value_or("-24h"), sessions.before, true};
  select.filters.action = sessions.action;
  select.filters.filter_test_accounts = sessions.filter_test_accounts;
  for (const auto* part : {&sessions.properties, &sessions.event_properties, &sessions.fixed_properties})
    if (!part->empty()) select.filters.properties.children.push_back(*part);
  const auto approved = TRY(query::approve_select(asking, select));
  auto selection = TRY(asking.select(approved.statement));
  const auto limit = static_cast<std::size_t>(sessions.limit);
  const bool has_more = selection.rows.size() > limit;
  if (has_more) selection.rows.resize(limit);
  json::array results;
  for (auto& row : selection.rows) {
    for (std::size_t i = 0; i < sessions.select.size(); ++i)
      if (expression_of(sessions.select[i]) == "*") row[i] = session_object(row.at(i).as_array());
    results.push_back(std::move(row));
  }
  return json::object{{"results", std::move(results)},
                      {"columns", json::value_from(sessions.select)},
                      {"types", json::value_from(selection.types)},
                      {"hasMore", has_more},
                      {"limit", sessions.limit},
                      {"offset", sessions.offset}};
}

json::object sessions_schema() {
  SessionsQuery sessions;
  return query::schema_of([&](query::Shape& shape) { describe(shape, sessions); });
}

}  // namespace leapfrog::insights
