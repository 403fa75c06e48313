#include "insights/web/web_scope.h"

namespace leapfrog::insights {
namespace {

// {actionId: 3} or {customEventName: "signed_up"}
Result<std::optional<query::Series>> read_goal(const json::value& value, const std::string& path) {
  std::optional<std::int64_t> action;
  std::string event;
  TRY(query::read_shape(value, path, [&](query::Shape& shape) {
    shape.integer("actionId", action, {1});
    shape.text("customEventName", event);
  }));
  query::Series goal;
  goal.path = path;
  if (action) {
    goal.kind = query::SeriesKind::actions;
    goal.action_id = *action;
    goal.path = path + ".actionId";
    return goal;
  }
  if (event.empty()) return std::nullopt;
  goal.event = event;
  return goal;
}

// {enabled, forceSamplingRate: {numerator, denominator}}: a sample only where one is asked for.
void sampling_field(query::Shape& shape, double& sampling) {
  bool enabled = false;
  double numerator = 1, denominator = 1;
  shape.object("sampling", [&](query::Shape& inner) {
    inner.flag("enabled", enabled);
    inner.object("forceSamplingRate", [&](query::Shape& rate) {
      rate.number("numerator", numerator);
      rate.number("denominator", denominator);
    });
  });
  if (enabled) sampling = denominator == 0 ? 0 : numerator / denominator;
}

}  // namespace

void describe(query::Shape& shape, WebScope& web) {
  describe(shape, web.scope);
  sampling_field(shape, web.scope.sampling);
  shape.choice("interval", web.interval, query::interval_names);
  shape.object("compareFilter", [&](query::Shape& inner) { describe(inner, web.compare); });
  shape.custom(
      "conversionGoal",
      json::object{
          {"type", "object"},
          {"properties", {{"actionId", {{"type", "integer"}}}, {"customEventName", {{"type", "string"}}}}}},
      [&](const json::value& value, const std::string& path) -> Result<> {
        web.goal = TRY(read_goal(value, path));
        return {};
      });
  shape.flag("doPathCleaning", web.clean_paths);
  std::vector<std::string> order;
  shape.texts("orderBy", order);
  if (!order.empty()) web.order = {order.front(), order.size() > 1 && order[1] == "ASC"};
}

Result<> complete(WebScope& web, const json::object& query) {
  if (!query.contains("interval") && web.scope.dates.from && web.scope.dates.from->ends_with('h'))
    web.interval = query::Interval::hour;
  return query::check(web.scope);
}

}  // namespace leapfrog::insights
