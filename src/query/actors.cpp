#include "query/actors.h"

#include <fmt/format.h>

namespace leapfrog::query {
namespace {

constexpr std::size_t max_values = 100;

// 3, "3", true and null as results write them.
Result<std::string> value_text(const json::value& value, const std::string& path) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_number()) return to_text(value);
  if (value.is_bool()) return std::string(value.get_bool() ? "true" : "false");
  return wrong_type(path, "a text or a number", value);
}

void text_field(Shape& shape, std::string_view name, std::optional<std::string>& text) {
  shape.custom(name, json::object{{"type", json::array{"string", "number", "null"}}},
               [&](const json::value& value, const std::string& path) -> Result<> {
                 text = TRY(value_text(value, path));
                 return {};
               });
}

void values_field(Shape& shape, std::string_view name, std::optional<std::vector<std::string>>& values) {
  shape.custom(name, json::object{{"type", json::array{"string", "number", "array", "null"}}},
               [&](const json::value& value, const std::string& path) -> Result<> {
                 auto& list = values.emplace();
                 const auto* array = value.if_array();
                 if (!array) {
                   list.push_back(TRY(value_text(value, path)));
                   return {};
                 }
                 if (array->size() > max_values)
                   return invalid(fmt::format("{} may have {} values at most.", path, max_values), path);
                 for (const auto& one : *array) list.push_back(TRY(value_text(one, path)));
                 return {};
               });
}

void describe(Shape& shape, ActorsRequest& request) {
  shape.custom("source", json::object{{"type", "object"}},
               [&](const json::value& value, const std::string& path) -> Result<> {
                 if (!value.is_object()) return wrong_type(path, "an object", value);
                 request.source = json::object(value.get_object(), json::storage_ptr());
                 return {};
               });
  text_field(shape, "day", request.day);
  shape.integer("series", request.series, {0, 100});
  values_field(shape, "breakdown", request.breakdown);
  constexpr std::array<std::string_view, 2> periods = {"current", "previous"};
  shape.choice("compare", request.previous, periods);
  shape.text("status", request.status);
  shape.integer("interval", request.interval, {0, 100'000});
  shape.integer("funnelStep", request.funnel_step, {-1000, 1000});
  values_field(shape, "funnelStepBreakdown", request.funnel_breakdown);
  shape.flag("funnelTrendsDropOff", request.funnel_trends_dropped);
  shape.text("funnelTrendsEntrancePeriodStart", request.funnel_trends_start);
  shape.custom("funnelCorrelationPersonEntity", json::object{{"type", "object"}},
               [&](const json::value& value, const std::string& path) -> Result<> {
                 if (!value.is_object()) return wrong_type(path, "an object", value);
                 request.correlated_event = json::object(value.get_object(), json::storage_ptr());
                 return {};
               });
  shape.custom("funnelCorrelationPersonConverted", json::object{{"type", "boolean"}},
               [&](const json::value& value, const std::string& path) -> Result<> {
                 if (!value.is_bool()) return wrong_type(path, "true or false", value);
                 request.correlated_converted = value.get_bool();
                 return {};
               });
  shape.custom("funnelCorrelationPropertyValues", json::object{{"type", "array"}},
               [&](const json::value& value, const std::string& path) -> Result<> {
                 if (!value.is_array()) return wrong_type(path, "a list", value);
                 request.correlated_properties = json::array(value.get_array(), json::storage_ptr());
                 return {};
               });
}

}  // namespace

Result<ActorsRequest> parse_actors_request(const json::object& value, const std::string& path) {
  ActorsRequest request;
  request.path = path;
  TRY(read_shape(value, path, [&](Shape& shape) { describe(shape, request); }));
  if (request.source.empty())
    return invalid(fmt::format("{}.source is required: the question to look into.", path), path + ".source",
                   "required");
  return request;
}

json::object actors_request_schema() {
  ActorsRequest request;
  return schema_of([&](Shape& shape) { describe(shape, request); });
}

}  // namespace leapfrog::query
