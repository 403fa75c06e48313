// WebGoalsQuery: how many of the visitors did each of the project's actions.
#include <fmt/format.h>

#include "insights/web/web.h"
#include "insights/web/web_table.h"

namespace leapfrog::insights {
namespace {

// All actions are counted in one pass over the visits; each is a condition on every event.
constexpr std::size_t max_goals = 50;

struct WebGoals {
  WebScope web;
  std::int64_t limit = 5;
  std::int64_t offset = 0;
};

void describe(query::Shape& shape, WebGoals& goals) {
  describe(shape, goals.web);
  shape.integer("limit", goals.limit, {1, max_goals});
  shape.integer("offset", goals.offset, {0, 10'000});
}

// One row for each action: k, and its numbers. Visitors are those who looked at something or did one of the
// actions.
Result<WebPart> conversions(const query::Asking& asking, query::Bindings& bindings, const WebScope& web,
                            const query::ResolvedRange& range, const std::vector<query::Action>& actions) {
  auto rows = TRY(visit_rows(asking, bindings, web, range));
  std::vector<std::string> conditions, names, counts, people;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    conditions.push_back(TRY(rows.condition(actions[i])));
    names.push_back(bindings.text(actions[i].name));
    counts.push_back(fmt::format("countIf(g{})", i));
    people.push_back(fmt::format("uniqExactIf(p, g{})", i));
  }
  rows.where(fmt::format("({} OR {})", is_view, fmt::join(conditions, " OR ")));
  const auto person = rows.person();
  std::string columns;
  for (std::size_t i = 0; i < conditions.size(); ++i) columns += fmt::format(", {} AS g{}", conditions[i], i);
  return WebPart{fmt::format("SELECT goal.1 AS k, goal.2 AS m0, goal.3 AS m1, goal.2 / all AS m2 FROM "
                             "(SELECT uniqExact(p) AS all, "
                             "arrayJoin(arrayZip([{}], [{}], [{}])) AS goal FROM (SELECT {} AS p{} {}))",
                             fmt::join(names, ", "), fmt::join(people, ", "), fmt::join(counts, ", "), person,
                             columns, rows.sql()),
                 {0, 1, 2}};
}

}  // namespace

Result<json::object> answer_web_goals(const query::Asking& asking, const json::object& query) {
  WebGoals goals;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, goals); }));
  TRY(complete(goals.web, query));
  const auto actions = TRY(asking.actions(max_goals));
  WebTable table;
  table.columns = {{"converting_users", "ConvertingUsers"},
                   {"total_conversions", "TotalConversions"},
                   {"conversion_rate", "ConversionRate", false}};
  table.key_name = "action_name";
  table.order = {0, 1};
  table.limit = goals.limit;
  table.offset = goals.offset;
  if (actions.empty()) {
    auto empty = std::vector{WebPart{"SELECT '' AS k, 0 AS m0, 0 AS m1, 0 AS m2 WHERE 0", {0, 1, 2}}};
    return answer_table(
        asking, goals.web, table,
        [&](query::Bindings&, const query::ResolvedRange&) -> Result<std::vector<WebPart>> { return empty; });
  }
  return answer_table(
      asking, goals.web, table,
      [&](query::Bindings& bindings, const query::ResolvedRange& range) -> Result<std::vector<WebPart>> {
        return std::vector{TRY(conversions(asking, bindings, goals.web, range, actions))};
      });
}

json::object web_goals_schema() {
  WebGoals goals;
  return query::schema_of([&](query::Shape& shape) { describe(shape, goals); });
}

}  // namespace leapfrog::insights
