#include "insights/paths/paths_query.h"

#include <fmt/format.h>

namespace leapfrog::insights {
namespace {

constexpr std::int64_t max_steps = 20;
constexpr std::int64_t max_edges = 1000;
constexpr std::size_t max_list = 100;
constexpr std::array<std::string_view, 4> funnel_type_names = {
    "", "funnel_path_before_step", "funnel_path_between_steps", "funnel_path_after_step"};

void event_types_field(query::Shape& shape, PathsQuery& paths) {
  static constexpr std::array<std::string_view, 4> names = {"$pageview", "$screen", "custom_event", "hogql"};
  std::array<bool, 4> chosen{};
  shape.choices("includeEventTypes", chosen, names);
  paths.pages = chosen[0];
  paths.screens = chosen[1];
  paths.custom_events = chosen[2];
  paths.expression_chosen = chosen[3];
}

void describe_filter(query::Shape& shape, PathsQuery& paths) {
  event_types_field(shape, paths);
  shape.text("pathsHogQLExpression", paths.expression);
  shape.text("startPoint", paths.start);
  shape.text("endPoint", paths.end);
  shape.integer("stepLimit", paths.step_limit, {1, max_steps});
  shape.integer("edgeLimit", paths.edge_limit, {1, max_edges});
  shape.integer("minEdgeWeight", paths.least_weight, {});
  shape.integer("maxEdgeWeight", paths.most_weight, {});
  shape.texts("excludeEvents", paths.excluded);
  shape.texts("pathGroupings", paths.groupings);
  shape.flag("pathReplacements", paths.use_project_rules);
  shape.custom("localPathCleaningFilters", json::object{{"type", "array"}, {"items", {{"type", "object"}}}},
               [&](const json::value& value, const std::string& path) -> Result<> {
                 paths.rules = TRY(parse_rules(value, path));
                 return {};
               });
  shape.text("pathStartKey", paths.start_key);
  shape.text("pathEndKey", paths.end_key);
  shape.text("pathDropoffKey", paths.dropoff_key);
}

void describe_funnel(query::Shape& shape, PathsQuery& paths) {
  shape.choice("funnelPathType", paths.funnel_type, funnel_type_names);
  shape.integer("funnelStep", paths.funnel_step, {-max_steps, max_steps});
  shape.custom("funnelSource", json::object{{"type", "object"}},
               [&](const json::value& value, const std::string& path) -> Result<> {
                 if (!value.is_object()) return query::wrong_type(path, "a FunnelsQuery", value);
                 paths.funnel = TRY(parse_funnel(value.get_object()));
                 return {};
               });
}

Result<> check_funnel(PathsQuery& paths) {
  if (!paths.funnel || paths.funnel_type == FunnelPathType::none) {
    paths.funnel.reset();
    return {};
  }
  const std::string path = "funnelPathsFilter.funnelStep";
  const auto step = paths.funnel_step < 0 ? -paths.funnel_step : paths.funnel_step;
  if (step == 0 || paths.funnel_step == -1 || step > static_cast<std::int64_t>(paths.funnel->series.size()))
    return invalid("funnelPathsFilter.funnelStep must be a step of the funnel, from 1 on.", path);
  if (paths.funnel_type == FunnelPathType::between_steps && paths.funnel_step < 2)
    return invalid("funnelPathsFilter.funnelStep must be 2 or more for the way between two steps.", path);
  if (paths.funnel_type == FunnelPathType::before_step && paths.funnel_step < 0)
    return invalid("funnelPathsFilter.funnelStep must be above 0 for the way before a step.", path);
  if (!paths.funnel->aggregate_by.empty() && paths.funnel->aggregate_by != "person_id")
    return invalid("funnelPathsFilter.funnelSource must be a funnel of people or groups.",
                   "funnelPathsFilter.funnelSource");
  paths.funnel->breakdown = {};
  paths.funnel->view = FunnelView::steps;
  return {};
}

Result<> check(const PathsQuery& paths) {
  TRY(query::check(paths.scope));
  for (const auto* list : {&paths.excluded, &paths.groupings})
    if (list->size() > max_list)
      return invalid(fmt::format("pathsFilter may have {} of a kind at most.", max_list), "pathsFilter");
  if (paths.expression_chosen && paths.expression.empty())
    return invalid("pathsFilter.pathsHogQLExpression is required.", "pathsFilter.pathsHogQLExpression",
                   "required");
  return {};
}

}  // namespace

void describe(query::Shape& shape, PathsQuery& paths) {
  describe(shape, paths.scope);
  shape.object("pathsFilter", [&](query::Shape& inner) { describe_filter(inner, paths); });
  shape.object("funnelPathsFilter", [&](query::Shape& inner) { describe_funnel(inner, paths); });
}

Result<PathsQuery> parse_paths(const json::object& query) {
  PathsQuery paths;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, paths); }));
  TRY(check_funnel(paths));
  TRY(check(paths));
  return paths;
}

}  // namespace leapfrog::insights
