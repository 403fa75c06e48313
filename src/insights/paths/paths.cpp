#include "insights/paths/paths.h"

#include <fmt/format.h>

#include <cmath>

#include "insights/date_window.h"
#include "insights/funnels/funnel_lines.h"
#include "insights/paths/path_edges.h"
#include "insights/paths/paths_source.h"

namespace leapfrog::insights {
namespace {

// A row for each step from one place to the next: a, source, target, time (microseconds).
std::string edges_of(std::string_view sessions) {
  return fmt::format(
      "SELECT a, edge.1 AS source, edge.2 AS target, edge.3 AS time FROM (SELECT a, arrayJoin(arrayMap((i, "
      "x, y, t, u) "
      "-> (concat(toString(i), '_', x), concat(toString(i + 1), '_', y), u - t), "
      "arrayPopBack(arrayEnumerate(items)), "
      "arrayPopBack(items), arrayPopFront(items), arrayPopBack(times), arrayPopFront(times))) AS edge FROM "
      "({}))",
      sessions);
}

}  // namespace

Result<json::object> answer_paths(const query::Asking& asking, const json::object& query) {
  const auto paths = TRY(parse_paths(query));
  const auto range = TRY(resolve_dates(asking, paths.scope.dates, query::Interval::day));
  query::Bindings bindings;
  const auto sessions = TRY(paths_sessions(asking, bindings, paths, range));
  std::string weights = "1";
  if (paths.least_weight) weights += fmt::format(" AND value >= {}", *paths.least_weight);
  if (paths.most_weight) weights += fmt::format(" AND value <= {}", *paths.most_weight);
  const auto rows = TRY(asking.rows(
      query::Statement{fmt::format("SELECT source, target, count() AS value, avg(time) / "
                                   "1000 FROM ({}) GROUP BY source, target HAVING "
                                   "{} ORDER BY value DESC, source, target LIMIT {}",
                                   edges_of(sessions), weights, paths.edge_limit),
                       bindings.parameters(), paths.funnel ? attempt_settings() : events::Settings{}}));
  std::vector<PathEdge> edges;
  for (const auto& row : rows)
    edges.push_back({std::string(row.at(0).as_string()), std::string(row.at(1).as_string()),
                     row.at(2).to_number<double>() / paths.scope.sampling, row.at(3).to_number<double>()});
  json::array results;
  for (const auto& edge : connected(std::move(edges)))
    results.push_back(json::object{{"source", edge.source},
                                   {"target", edge.target},
                                   {"value", std::llround(edge.value)},
                                   {"average_conversion_time", edge.average_time}});
  return json::object{{"results", std::move(results)}, {"resolved_date_range", range_json(asking, range)}};
}

json::object paths_schema() {
  PathsQuery paths;
  return query::schema_of([&](query::Shape& shape) { describe(shape, paths); });
}

// The edge, node or end that the question's own keys name.
Result<query::Actors> paths_actors(const query::Asking& asking, query::Bindings& bindings,
                                   const query::ActorsRequest& request) {
  const auto paths = TRY(parse_paths(request.source));
  const auto range = TRY(resolve_dates(asking, paths.scope.dates, query::Interval::day));
  const auto sessions = TRY(paths_sessions(asking, bindings, paths, range));
  std::string from;
  std::string condition = "1";
  if (!paths.dropoff_key.empty()) {
    from =
        fmt::format("SELECT a, concat(toString(length(items)), '_', items[-1]) AS last FROM ({})", sessions);
    condition = "last = " + bindings.text(paths.dropoff_key);
  } else {
    from = edges_of(sessions);
    if (!paths.start_key.empty()) condition += " AND source = " + bindings.text(paths.start_key);
    if (!paths.end_key.empty()) condition += " AND target = " + bindings.text(paths.end_key);
  }
  return query::Actors{
      fmt::format("SELECT a AS actor_id, count() AS event_count FROM ({}) WHERE {} GROUP BY a", from,
                  condition),
      paths.scope.aggregation_group_type,
      {}};
}

}  // namespace leapfrog::insights
