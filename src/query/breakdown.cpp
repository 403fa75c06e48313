#include "query/breakdown.h"

#include <fmt/format.h>

#include <algorithm>

namespace leapfrog::query {
namespace {

constexpr std::size_t max_fields = 3;

struct Asked {
  json::value breakdown;
  PropertyType type = PropertyType::event;
  std::int64_t group_type_index = 0;
  std::optional<std::int64_t> bins;
  bool normalize_url = false;
};

void keep_json(Shape& shape, std::string_view name, json::value& value) {
  shape.custom(name, json::object{}, [&](const json::value& found, const std::string&) -> Result<> {
    value = json::value(found, json::storage_ptr());
    return {};
  });
}

void describe(Shape& shape, BreakdownField& field) {
  shape.choice("type", field.type, property_type_names);
  shape.custom("property", json::object{{"type", json::array{"string", "integer"}}},
               [&](const json::value& value, const std::string& path) -> Result<> {
                 if (value.is_string())
                   field.property = std::string(value.get_string());
                 else if (value.is_int64())
                   field.property = std::to_string(value.get_int64());
                 else
                   return wrong_type(path, "a text", value);
                 return {};
               });
  std::int64_t group = field.group_type_index;
  shape.integer("group_type_index", group, {0, 4});
  field.group_type_index = static_cast<int>(group);
  std::optional<std::int64_t> bins;
  shape.integer("histogram_bin_count", bins, {1, 100});
  if (bins) field.bins = static_cast<int>(*bins);
  shape.flag("normalize_url", field.normalize_url);
}

Result<> add_cohorts(Breakdown& breakdown, const json::value& value, const std::string& path) {
  const auto add = [&](const json::value& one) -> Result<> {
    if (one.is_int64())
      breakdown.cohorts.emplace_back(one.get_int64());
    else if (one.is_string() && one.get_string() == "all")
      breakdown.cohorts.emplace_back(std::nullopt);
    else
      return wrong_type(path, "a number of a cohort or 'all'", one);
    return {};
  };
  if (const auto* list = value.if_array()) {
    for (const auto& one : *list) TRY(add(one));
    return {};
  }
  return add(value);
}

Result<> add_older_form(Breakdown& breakdown, const Asked& asked, const std::string& path) {
  if (asked.breakdown.is_null()) return {};
  if (asked.type == PropertyType::cohort) return add_cohorts(breakdown, asked.breakdown, path + ".breakdown");
  const auto add = [&](const json::value& one) -> Result<> {
    if (!one.is_string())
      return wrong_type(path + ".breakdown", "a name of a property or a list of them", one);
    if (one.get_string().empty()) return {};
    breakdown.fields.push_back({asked.type, std::string(one.get_string()),
                                static_cast<int>(asked.group_type_index),
                                asked.bins ? std::optional(static_cast<int>(*asked.bins)) : std::nullopt,
                                asked.normalize_url, path + ".breakdown"});
    return {};
  };
  if (const auto* list = asked.breakdown.if_array()) {
    for (const auto& one : *list) TRY(add(one));
    return {};
  }
  return add(asked.breakdown);
}

Result<> read_breakdown(Breakdown& breakdown, const json::value& value, const std::string& path) {
  Asked asked;
  std::int64_t limit = breakdown.limit;
  TRY(read_shape(value, path, [&](Shape& shape) {
    keep_json(shape, "breakdown", asked.breakdown);
    shape.choice("breakdown_type", asked.type, property_type_names);
    shape.integer("breakdown_group_type_index", asked.group_type_index, {0, 4});
    shape.integer("breakdown_histogram_bin_count", asked.bins, {1, 100});
    shape.flag("breakdown_normalize_url", asked.normalize_url);
    shape.integer("breakdown_limit", limit, {1, 1000});
    shape.flag("breakdown_hide_other_aggregation", breakdown.hide_other);
    shape.list("breakdowns", [&](Shape& inner) { describe(inner, breakdown.fields.emplace_back()); });
  }));
  breakdown.limit = static_cast<int>(limit);
  for (std::size_t i = 0; i < breakdown.fields.size(); ++i)
    breakdown.fields[i].path = fmt::format("{}.breakdowns[{}]", path, i);
  // A cohort among the present form's fields means the older form's list of cohorts.
  for (const auto& field : breakdown.fields) {
    if (field.type != PropertyType::cohort) continue;
    if (field.property == "all")
      breakdown.cohorts.emplace_back(std::nullopt);
    else
      TRY(add_cohorts(breakdown, TRY(parse_json(field.property.empty() ? "0" : field.property)), field.path));
  }
  std::erase_if(breakdown.fields,
                [](const BreakdownField& field) { return field.type == PropertyType::cohort; });
  if (breakdown.fields.empty() && breakdown.cohorts.empty()) TRY(add_older_form(breakdown, asked, path));
  if (breakdown.fields.size() > max_fields)
    return invalid(fmt::format("{} may have {} breakdowns at most.", path, max_fields), path);
  if (!breakdown.fields.empty() && !breakdown.cohorts.empty())
    return invalid(fmt::format("{} cannot mix cohorts with other breakdowns.", path), path);
  for (const auto& field : breakdown.fields) {
    if (field.property.empty())
      return invalid(field.path + ".property is required.", field.path + ".property", "required");
  }
  return {};
}

}  // namespace

void breakdown_field(Shape& shape, std::string_view name, Breakdown& breakdown) {
  BreakdownField example;
  json::object schema{
      {"type", "object"},
      {"properties",
       {{"breakdown", json::object{}},
        {"breakdown_type", {{"type", "string"}}},
        {"breakdowns", {{"type", "array"}, {"maxItems", 3}, {"items", schema_of([&](Shape& inner) {
                                                               describe(inner, example);
                                                             })}}},
        {"breakdown_limit", {{"type", "integer"}, {"minimum", 1}, {"maximum", 1000}, {"default", 25}}},
        {"breakdown_hide_other_aggregation", {{"type", "boolean"}, {"default", false}}}}}};
  shape.custom(name, schema, [&](const json::value& value, const std::string& path) -> Result<> {
    return read_breakdown(breakdown, value, path);
  });
}

}  // namespace leapfrog::query
