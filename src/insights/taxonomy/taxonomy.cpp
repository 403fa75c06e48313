#include "insights/taxonomy/taxonomy.h"

#include <fmt/format.h>

#include "query/side_by_side.h"
#include "query/sql/event_rows.h"

namespace leapfrog::insights {
namespace {

constexpr int looked_at_days = 30;
constexpr int looked_at_events = 1000;  // the newest: enough for examples
constexpr int max_events = 500;
constexpr std::size_t max_properties = 100;

struct EventTaxonomy {
  std::optional<std::string> event;
  std::optional<std::int64_t> action;
  std::vector<std::string> properties;  // nothing: all
  std::int64_t values = 5;              // examples of each
};

void describe(query::Shape& shape, EventTaxonomy& taxonomy) {
  shape.text("event", taxonomy.event);
  shape.integer("actionId", taxonomy.action, {});
  shape.texts("properties", taxonomy.properties);
  shape.integer("maxPropertyValues", taxonomy.values, {1, 100});
}

struct ActorsTaxonomy {
  std::vector<std::string> properties;
  std::optional<std::int64_t> group_type;  // nothing: of people
  std::int64_t values = 5;
};

void describe(query::Shape& shape, ActorsTaxonomy& taxonomy) {
  std::string one;
  shape.text("property", one);
  shape.texts("properties", taxonomy.properties);
  if (taxonomy.properties.empty() && !one.empty()) taxonomy.properties.push_back(one);
  shape.integer("groupTypeIndex", taxonomy.group_type, {0, 4});
  shape.integer("maxPropertyValues", taxonomy.values, {1, 100});
}

query::EventRows newest_rows(const query::Asking& asking, query::Bindings& bindings) {
  query::EventRows rows(asking, bindings);
  rows.between(asking.calendar().add(asking.now(), query::Unit::day, -looked_at_days), asking.now());
  return rows;
}

// Over rows of value and n (how often): the most frequent values, ties by text.
std::string most_frequent(std::int64_t count) {
  return fmt::format("arraySlice(arrayMap(x -> x.2, arraySort(groupArray((0 - toInt64(n), value)))), 1, {})",
                     count);
}

Result<json::object> examples(const query::Asking& asking, const ActorsTaxonomy& taxonomy,
                              const std::string& property) {
  const auto from =
      taxonomy.group_type
          ? fmt::format("groups AS r FINAL WHERE r.project_id = {} AND r.type_index = {}", asking.project(),
                        *taxonomy.group_type)
          : fmt::format("persons AS r FINAL WHERE r.project_id = {} AND NOT r.is_deleted", asking.project());
  const auto sql = fmt::format(
      "SELECT {}, count() FROM (SELECT CAST(r.properties.{}, 'Nullable(String)') AS value, count() AS n FROM "
      "{} AND "
      "isNotNull(value) GROUP BY value)",
      most_frequent(taxonomy.values), query::json_path(property), from);
  const auto rows = TRY(asking.rows(query::Statement{sql, {}, {}}));
  return json::object{{"sample_values", rows.at(0).at(0)}, {"sample_count", rows.at(0).at(1)}};
}

}  // namespace

Result<json::object> answer_team_taxonomy(const query::Asking& asking, const json::object&) {
  query::Bindings bindings;
  const auto rows = newest_rows(asking, bindings);
  const auto sql = fmt::format(
      "SELECT toString(e.event) AS name, count() AS n {} GROUP BY name ORDER BY n DESC, name "
      "LIMIT {}",
      rows.sql(), max_events);
  json::array results;
  for (const auto& row : TRY(asking.rows(query::Statement{sql, bindings.parameters(), {}})))
    results.push_back(json::object{{"event", row.at(0)}, {"count", row.at(1)}});
  return json::object{{"results", std::move(results)}};
}

json::object team_taxonomy_schema() { return {{"type", "object"}, {"properties", json::object()}}; }

Result<json::object> answer_event_taxonomy(const query::Asking& asking, const json::object& query) {
  EventTaxonomy taxonomy;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, taxonomy); }));
  if (!taxonomy.event && !taxonomy.action)
    return invalid("event or actionId is required.", "event", "required");
  query::Series series;
  series.path = "actionId";
  series.event = taxonomy.event;
  if (taxonomy.action) {
    series.kind = query::SeriesKind::actions;
    series.action_id = *taxonomy.action;
  }
  query::Bindings bindings;
  auto rows = newest_rows(asking, bindings);
  TRY(rows.only(series));
  const auto wanted = taxonomy.properties.empty()
                          ? std::string("1")
                          : fmt::format("has({}, kv.1)", bindings.texts(taxonomy.properties));
  const auto sql = fmt::format(
      "SELECT property, {}, count(), sum(n) AS times FROM (SELECT kv.1 AS property, if(startsWith(kv.2, "
      "'\"'), "
      "JSONExtractString(kv.2), kv.2) AS value, count() AS n FROM (SELECT "
      "JSONExtractKeysAndValuesRaw(toJSONString(e.properties)) AS pairs {} ORDER BY e.timestamp DESC LIMIT "
      "{}) ARRAY "
      "JOIN pairs AS kv WHERE kv.2 != 'null' AND {} GROUP BY property, value) GROUP BY property ORDER BY "
      "times DESC, "
      "property LIMIT {}",
      most_frequent(taxonomy.values), rows.sql(), looked_at_events, wanted, max_events);
  json::array results;
  for (const auto& row : TRY(asking.rows(query::Statement{sql, bindings.parameters(), {}})))
    results.push_back(
        json::object{{"property", row.at(0)}, {"sample_values", row.at(1)}, {"sample_count", row.at(2)}});
  return json::object{{"results", std::move(results)}};
}

json::object event_taxonomy_schema() {
  EventTaxonomy taxonomy;
  return query::schema_of([&](query::Shape& shape) { describe(shape, taxonomy); });
}

Result<json::object> answer_actors_taxonomy(const query::Asking& asking, const json::object& query) {
  ActorsTaxonomy taxonomy;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, taxonomy); }));
  if (taxonomy.properties.empty()) return invalid("properties is required.", "properties", "required");
  if (taxonomy.properties.size() > max_properties)
    return invalid(fmt::format("There may be {} properties at most.", max_properties), "properties");
  std::vector<json::object> found(taxonomy.properties.size());
  TRY(query::side_by_side(found.size(), [&](std::size_t i) -> Result<> {
    found[i] = TRY(examples(asking, taxonomy, taxonomy.properties[i]));
    return {};
  }));
  json::array results;
  for (auto& item : found) results.push_back(std::move(item));
  return json::object{{"results", std::move(results)}};
}

json::object actors_taxonomy_schema() {
  ActorsTaxonomy taxonomy;
  return query::schema_of([&](query::Shape& shape) { describe(shape, taxonomy); });
}

}  // namespace leapfrog::insights
