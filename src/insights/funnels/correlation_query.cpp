// FunnelCorrelationQuery: events, properties of actors, or properties of events, with how they go together
// with getting through the funnel.
#include <fmt/format.h>

#include "insights/date_window.h"
#include "insights/funnels/correlation.h"
#include "insights/funnels/funnel_lines.h"
#include "insights/funnels/funnels.h"
#include "query/side_by_side.h"

namespace leapfrog::insights {
namespace {

constexpr std::size_t max_of_each = 10;
constexpr std::size_t max_names = 200;
constexpr std::array<std::string_view, 3> type_names = {"events", "properties", "event_with_properties"};
enum class CorrelationType : std::uint8_t { events, properties, event_with_properties };

struct CorrelationQuery {
  CorrelationType type = CorrelationType::events;
  json::object source;
  std::vector<std::string> excluded_events;
  std::vector<std::string> events;                // whose properties are looked at
  std::vector<std::string> excluded_event_names;  // of properties of events
  std::vector<std::string> names;                 // of properties of actors; "$all": every one
  std::vector<std::string> excluded_names;
};

void describe(query::Shape& shape, CorrelationQuery& query) {
  shape.choice("funnelCorrelationType", query.type, type_names);
  shape.custom("source", json::object{{"type", "object"}},
               [&](const json::value& value, const std::string& path) -> Result<> {
                 if (!value.is_object()) return query::wrong_type(path, "an object", value);
                 query.source = json::object(value.get_object(), json::storage_ptr());
                 return {};
               });
  shape.texts("funnelCorrelationExcludeEventNames", query.excluded_events);
  shape.texts("funnelCorrelationEventNames", query.events);
  shape.texts("funnelCorrelationEventExcludePropertyNames", query.excluded_event_names);
  shape.texts("funnelCorrelationNames", query.names);
  shape.texts("funnelCorrelationExcludeNames", query.excluded_names);
}

Result<CorrelationQuery> parse_correlation(const json::object& object) {
  CorrelationQuery query;
  TRY(query::read_shape(object, "", [&](query::Shape& shape) { describe(shape, query); }));
  // The funnel comes in a FunnelsActorsQuery.
  if (const auto* inner = query.source.if_contains("source")) {
    if (!inner->is_object()) return query::wrong_type("source.source", "an object", *inner);
    query.source = json::object(inner->get_object(), json::storage_ptr());
  }
  if (query.source.empty()) return invalid("source is required: a FunnelsQuery.", "source", "required");
  for (const auto* list : {&query.excluded_events, &query.events, &query.excluded_event_names, &query.names,
                           &query.excluded_names})
    if (list->size() > max_names)
      return invalid(fmt::format("A list of names may have {} at most.", max_names),
                     "funnelCorrelationNames");
  if (query.type == CorrelationType::event_with_properties && query.events.empty())
    return invalid("funnelCorrelationEventNames is required: whose properties are looked at.",
                   "funnelCorrelationEventNames", "required");
  return query;
}

class Correlations {
 public:
  Correlations(const query::Asking& asking, const CorrelationQuery& query, const FunnelsQuery& funnel,
               const query::ResolvedRange& range)
      : asking_(asking), query_(query), funnel_(funnel), range_(range) {}

  Result<Outcomes> totals() const {
    query::Bindings bindings;
    const auto people = TRY(actors(bindings));
    const auto rows = TRY(
        asking_.rows(query::Statement{fmt::format("SELECT countIf(ok), countIf(NOT ok) FROM ({})", people),
                                      bindings.parameters(), attempt_settings()}));
    return Outcomes{rows.front().at(0).to_number<double>(), rows.front().at(1).to_number<double>()};
  }

  // What at least one actor did, by name, with those who did. The strongest are sorted out later, but of many
  // the rarest never matter.
  Result<std::vector<Correlation>> found() const {
    query::Bindings bindings;
    const auto source = TRY(doings(bindings));
    const auto rows = TRY(asking_.rows(query::Statement{
        fmt::format(
            "SELECT name, uniqExactIf(a, ok) AS successes, uniqExactIf(a, NOT ok) AS failures FROM ({}) "
            "GROUP BY name ORDER BY successes + failures DESC, name LIMIT 100000",
            source),
        bindings.parameters(), attempt_settings()}));
    std::vector<Correlation> list;
    for (const auto& row : rows)
      list.push_back({std::string(row.at(0).as_string()),
                      {row.at(1).to_number<double>(), row.at(2).to_number<double>()},
                      1});
    return list;
  }

  // Columns a, name and ok: each time that an actor did something of that name.
  Result<std::string> doings(query::Bindings& bindings) const {
    return query_.type == CorrelationType::properties ? properties(bindings) : events(bindings);
  }

 private:
  // Columns a, ok, begin and finish (microseconds since 1970) of who entered the funnel. What those who did
  // not get through did counts as long as they could have.
  Result<std::string> actors(query::Bindings& bindings) const {
    const auto attempts = TRY(attempts_of(asking_, bindings, {funnel_, range_, std::nullopt}, "a"));
    const FunnelLayout layout(funnel_, range_);
    const auto shift = to_micros(range_.from) - layout.time(range_.from);
    return fmt::format(
        "SELECT a, r{0} > 0 AS ok, r1 + ({1}) AS begin, if(ok, r{0}, r1 + {2}) + ({1}) AS finish FROM ({3})",
        funnel_.steps(), shift, funnel_.window().count(), attempts);
  }

  Result<std::string> events(query::Bindings& bindings) const {
    query::EventRows rows(asking_, bindings);
    rows.between(range_.from, range_.to);
    std::string name = "e.event";
    if (query_.type == CorrelationType::events) {
      auto excluded = query_.excluded_events;
      for (const auto& step : funnel_.series)
        if (step.kind == query::SeriesKind::events && step.event) excluded.push_back(*step.event);
      if (!excluded.empty()) rows.where(fmt::format("NOT has({}, e.event)", bindings.texts(excluded)));
    } else {
      rows.where(fmt::format("has({}, e.event)", bindings.texts(query_.events)));
      name = fmt::format("concat(e.event, '::', arrayJoin({}))",
                         pairs("e.properties", {"$all"}, query_.excluded_event_names, bindings));
    }
    const auto actor = TRY(funnel_actor(rows, funnel_));
    return fmt::format(
        "SELECT a, name, ok FROM (SELECT {} AS a, {} AS name, toUnixTimestamp64Micro(e.timestamp) AS t {}) "
        "AS done "
        "INNER JOIN ({}) AS people USING a WHERE t > begin AND t < finish",
        actor, name, rows.sql(), TRY(actors(bindings)));
  }

  Result<std::string> properties(query::Bindings& bindings) const {
    const auto list = pairs("properties", query_.names, query_.excluded_names, bindings);
    const auto group = funnel_.scope.aggregation_group_type;
    const auto profiles =
        group ? fmt::format(
                    "SELECT key AS a, arrayJoin({}) AS name FROM groups FINAL WHERE project_id = {} AND "
                    "type_index = {}",
                    list, asking_.project(), *group)
              : fmt::format(
                    "SELECT id AS a, arrayJoin({}) AS name FROM persons FINAL WHERE project_id = {} AND "
                    "is_deleted = 0",
                    list, asking_.project());
    return fmt::format("SELECT a, name, ok FROM ({}) AS profiles INNER JOIN ({}) AS people USING a", profiles,
                       TRY(actors(bindings)));
  }

  // ["plan::pro", …] of a JSON column.
  static std::string pairs(std::string_view column, const std::vector<std::string>& names,
                           const std::vector<std::string>& excluded, query::Bindings& bindings) {
    std::string chosen = "1";
    const bool all = names.empty() || std::find(names.begin(), names.end(), "$all") != names.end();
    if (!all) chosen = fmt::format("has({}, p.1)", bindings.texts(names));
    if (!excluded.empty()) chosen += fmt::format(" AND NOT has({}, p.1)", bindings.texts(excluded));
    return fmt::format(
        "arrayMap(p -> concat(p.1, '::', if(startsWith(p.2, '\"'), JSONExtractString(p.2), p.2)), "
        "arrayFilter(p -> {}, JSONExtractKeysAndValuesRaw(toJSONString({}))))",
        chosen, column);
  }

  const query::Asking& asking_;
  const CorrelationQuery& query_;
  const FunnelsQuery& funnel_;
  const query::ResolvedRange& range_;
};

json::object correlation_json(const Correlation& one) {
  return {{"event", {{"event", one.name}, {"properties", json::object()}, {"elements", json::array()}}},
          {"success_count", static_cast<std::int64_t>(one.outcomes.success)},
          {"failure_count", static_cast<std::int64_t>(one.outcomes.failure)},
          {"odds_ratio", one.odds_ratio},
          {"correlation_type", one.odds_ratio > 1 ? "success" : "failure"}};
}

}  // namespace

Result<json::object> answer_correlation(const query::Asking& asking, const json::object& object) {
  const auto query = TRY(parse_correlation(object));
  auto funnel = TRY(parse_funnel(query.source));
  funnel.breakdown = {};
  funnel.view = FunnelView::steps;
  const auto range = TRY(resolve_dates(asking, funnel.scope.dates, query::Interval::day));
  const Correlations correlations(asking, query, funnel, range);
  Outcomes totals;
  std::vector<Correlation> found;
  TRY(query::side_by_side(2, [&](std::size_t i) -> Result<> {
    if (i == 0)
      totals = TRY(correlations.totals());
    else
      found = TRY(correlations.found());
    return {};
  }));
  json::array events;
  // Where all got through, or none, nothing can be told apart.
  const bool skewed = totals.success == 0 || totals.failure == 0;
  if (!skewed)
    for (const auto& one : strongest(std::move(found), totals, max_of_each))
      events.push_back(correlation_json(one));
  return json::object{{"results", {{"events", std::move(events)}, {"skewed", skewed}}},
                      {"resolved_date_range", range_json(asking, range)}};
}

Result<query::Actors> correlation_actors(const query::Asking& asking, query::Bindings& bindings,
                                         const query::ActorsRequest& request) {
  const auto query = TRY(parse_correlation(request.source));
  auto funnel = TRY(parse_funnel(query.source));
  funnel.breakdown = {};
  funnel.view = FunnelView::steps;
  if (!funnel.aggregate_by.empty() && funnel.aggregate_by != "person_id")
    return invalid("A funnel by an expression is not made of people.", request.path + ".source");
  const auto range = TRY(resolve_dates(asking, funnel.scope.dates, query::Interval::day));
  auto condition = request.correlated_converted
                       ? fmt::format("ok = {}", *request.correlated_converted ? 1 : 0)
                       : std::string("1");
  if (request.correlated_event)
    condition += " AND name = " + bindings.text(string_or_empty(*request.correlated_event, "event"));
  return query::Actors{
      fmt::format("SELECT a AS actor_id, count() AS event_count FROM ({}) WHERE {} GROUP BY a",
                  TRY(Correlations(asking, query, funnel, range).doings(bindings)), condition),
      funnel.scope.aggregation_group_type,
      {}};
}

json::object correlation_schema() {
  CorrelationQuery query;
  return query::schema_of([&](query::Shape& shape) { describe(shape, query); });
}

}  // namespace leapfrog::insights
