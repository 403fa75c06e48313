// WebVitalsQuery and WebVitalsPathBreakdownQuery: how fast pages were for those who visited them.
#include <fmt/format.h>

#include "insights/date_window.h"
#include "insights/trends/trends.h"
#include "insights/web/visits.h"
#include "insights/web/web.h"

namespace leapfrog::insights {
namespace {

constexpr int max_paths = 20;  // in each band
constexpr std::array<std::string_view, 3> percentile_names = {"p75", "p90", "p99"};
constexpr std::array<std::string_view, 4> metric_names = {"INP", "LCP", "CLS", "FCP"};
constexpr std::array<std::string_view, 3> bands = {"good", "needs_improvements", "poor"};

constexpr std::array<const char*, 3> required_of_paths = {"percentile", "metric", "thresholds"};

struct VitalsPaths {
  WebScope web;
  std::size_t percentile = 0;
  std::size_t metric = 0;
  double good = 0;  // up to here; up to `poor` it needs improvement
  double poor = 0;
};

void describe(query::Shape& shape, VitalsPaths& vitals) {
  describe(shape, vitals.web);
  shape.choice_index("percentile", vitals.percentile, percentile_names);
  shape.choice_index("metric", vitals.metric, metric_names);
  shape.custom(
      "thresholds",
      json::object{{"type", "array"}, {"minItems", 2}, {"maxItems", 2}, {"items", {{"type", "number"}}}},
      [&](const json::value& value, const std::string& path) -> Result<> {
        const auto* list = value.if_array();
        if (!list || list->size() != 2 || !(*list)[0].is_number() || !(*list)[1].is_number())
          return query::wrong_type(path, "a list of two numbers", value);
        vitals.good = (*list)[0].to_number<double>();
        vitals.poor = (*list)[1].to_number<double>();
        return {};
      });
}

}  // namespace

Result<json::object> answer_web_vitals(const query::Asking& asking, const json::object& query) {
  const auto* source = query.if_contains("source");
  if (!source || !source->is_object() || string_or_empty(source->get_object(), "kind") != "TrendsQuery")
    return invalid("source is required: a TrendsQuery.", "source", "required");
  auto answer = answer_trends(asking, source->get_object());
  if (!answer) {
    auto error = std::move(answer).error();
    if (!error.attr.empty()) error.attr = "source." + error.attr;
    return std::unexpected(std::move(error));
  }
  return answer;
}

json::object web_vitals_schema() {
  return {{"type", "object"},
          {"required", json::array{"source"}},
          {"properties", {{"source", {{"$ref", "#/components/schemas/TrendsQuery"}}}}}};
}

Result<json::object> answer_web_vitals_paths(const query::Asking& asking, const json::object& query) {
  VitalsPaths vitals;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, vitals); }));
  for (const auto* field : required_of_paths)
    if (!query.contains(field)) return invalid(fmt::format("{} is required.", field), field, "required");
  TRY(complete(vitals.web, query));
  const auto range = TRY(resolve_dates(asking, vitals.web.scope.dates, vitals.web.interval));
  query::Bindings bindings;
  query::EventRows rows(asking, bindings);
  rows.between(range.from, range.to);
  rows.where("e.event = '$web_vitals'");
  TRY(rows.only(vitals.web.scope));
  const auto path = shown_path(rows, vitals.web, event_text(rows, "$pathname"));
  rows.where(fmt::format("isNotNull({})", path));
  const auto value =
      TRY(rows.number(query::PropertyType::event,
                      fmt::format("$web_vitals_{}_value", metric_names.at(vitals.metric)), 0, "metric"));
  const auto sql = fmt::format(
      "SELECT multiIf(value <= {0}, 0, value <= {1}, 1, 2) AS band, path, value FROM (SELECT {2} AS path, "
      "quantileExactInclusive(0.{3})({4}) AS value {5} GROUP BY path HAVING isNotNull(value)) ORDER BY band, "
      "value, "
      "path LIMIT {6} BY band",
      query::Bindings::number(vitals.good), query::Bindings::number(vitals.poor), path,
      percentile_names.at(vitals.percentile).substr(1), value, rows.sql(), max_paths);
  json::object result;
  for (const auto band : bands) result[band] = json::array();
  for (const auto& row : TRY(asking.rows(query::Statement{sql, bindings.parameters(), {}})))
    result[bands.at(row.at(0).to_number<std::size_t>())].as_array().push_back(
        json::object{{"path", row.at(1)}, {"value", row.at(2)}});
  return json::object{{"results", json::array{std::move(result)}},
                      {"resolved_date_range", range_json(asking, range)}};
}

json::object web_vitals_paths_schema() {
  VitalsPaths vitals;
  auto schema = query::schema_of([&](query::Shape& shape) { describe(shape, vitals); });
  for (const auto* field : required_of_paths)
    schema["properties"].as_object()[field].as_object().erase("default");
  schema["required"] = json::array(std::begin(required_of_paths), std::end(required_of_paths));
  return schema;
}

}  // namespace leapfrog::insights
