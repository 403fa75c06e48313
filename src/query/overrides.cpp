#include "query/overrides.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "query/breakdown.h"
#include "query/filter.h"

namespace leapfrog::query {
namespace {

constexpr int max_depth = 4;  // of wrappers
constexpr std::array<std::string_view, 4> wrappers = {"InsightVizNode", "DataTableNode",
                                                      "DataVisualizationNode", "WebVitalsQuery"};

constexpr std::array<std::string_view, 7> insights = {
    "TrendsQuery",     "FunnelsQuery",   "RetentionQuery",      "PathsQuery",
    "StickinessQuery", "LifecycleQuery", "CalendarHeatmapQuery"};
// They have dates and a plain list of filters.
constexpr std::array<std::string_view, 6> web = {
    "WebOverviewQuery", "WebStatsTableQuery",          "WebTrendsQuery",
    "WebGoalsQuery",    "WebExternalClicksTableQuery", "WebVitalsPathBreakdownQuery"};
constexpr std::array<std::string_view, 2> lists = {"EventsQuery", "SessionsQuery"};  // with after and before
constexpr std::array<std::string_view, 3> split = {"TrendsQuery", "FunnelsQuery", "RetentionQuery"};

template <class Names>
bool is_any(std::string_view kind, const Names& names) {
  return std::find(names.begin(), names.end(), kind) != names.end();
}

struct Filters {
  std::optional<std::string> from;
  std::optional<std::string> to;
  bool explicit_date = false;
  FilterNode properties;
  Breakdown breakdown;
};
void describe(Shape& shape, Filters& filters) {
  shape.text("date_from", filters.from);
  shape.text("date_to", filters.to);
  shape.flag("explicitDate", filters.explicit_date);
  filters_field(shape, "properties", filters.properties);
  breakdown_field(shape, "breakdown_filter", filters.breakdown);
}

bool says_something(const json::value* value) {
  if (!value || value->is_null()) return false;
  if (const auto* list = value->if_array()) return !list->empty();
  if (const auto* object = value->if_object()) return !object->empty();
  if (const auto* text = value->if_string()) return !text->empty();
  return true;
}

json::value as_group(const json::value& filters) {
  if (filters.is_object()) return filters;
  return json::object{{"type", "AND"}, {"values", filters}};
}

// Both must hold. Insights take groups of groups, all else a list as long as both are lists.
void add_properties(json::object& owner, const json::value& added, bool grouped) {
  const auto* own = owner.if_contains("properties");
  if (!says_something(own)) {
    owner["properties"] = added;
  } else if (!grouped && own->is_array() && added.is_array()) {
    auto both = own->get_array();
    for (const auto& filter : added.get_array()) both.push_back(filter);
    owner["properties"] = std::move(both);
  } else {
    json::value both =
        json::object{{"type", "AND"}, {"values", json::array{as_group(*own), as_group(added)}}};
    owner["properties"] = std::move(both);
  }
}

// The end of the range goes with its start: one without the other would mix two ranges.
json::object range_of(const json::object& filters) {
  json::object range{{"date_from", nullptr}, {"date_to", nullptr}};
  for (const std::string_view end : {"date_from", "date_to"})
    if (const auto* value = filters.if_contains(end); says_something(value)) range[end] = *value;
  if (const auto* value = filters.if_contains("explicitDate"); value && value->is_bool())
    range["explicitDate"] = *value;
  return range;
}

bool has_dates(const json::object& filters) {
  return says_something(filters.if_contains("date_from")) || says_something(filters.if_contains("date_to"));
}

// There is nothing before all time to compare with.
void drop_comparison(json::object& query) {
  auto* compare = query.if_contains("compareFilter");
  if (compare && compare->is_object()) compare->get_object()["compare"] = false;
}

void apply_filters(json::object& query, const json::object& filters) {
  const auto kind = string_or_empty(query, "kind");
  const auto* added = filters.if_contains("properties");
  const bool narrowed = added && (added->is_array() || added->is_object()) && says_something(added);
  if (kind == "HogQLQuery") {
    if (!narrowed && !has_dates(filters)) return;
    auto& own = query["filters"];
    if (!own.is_object()) own = json::object();
    if (has_dates(filters)) own.get_object()["dateRange"] = range_of(filters);
    if (narrowed) add_properties(own.get_object(), *added, false);
    return;
  }
  if (is_any(kind, lists)) {
    if (has_dates(filters)) {
      auto range = range_of(filters);
      query["after"] = std::move(range["date_from"]);
      query["before"] = std::move(range["date_to"]);
    }
    if (narrowed) add_properties(query, *added, false);
    return;
  }
  const bool insight = is_any(kind, insights);
  if (!insight && !is_any(kind, web)) return;
  if (has_dates(filters)) {
    auto range = range_of(filters);
    if (range["date_from"] == "all") drop_comparison(query);
    query["dateRange"] = std::move(range);
  }
  if (narrowed) add_properties(query, *added, insight);
  const auto* breakdown = filters.if_contains("breakdown_filter");
  if (breakdown && breakdown->is_object() && says_something(breakdown) && is_any(kind, split))
    query["breakdownFilter"] = *breakdown;
}

std::string_view code_name_of(const json::value& variable) {
  const auto* object = variable.if_object();
  const auto* name = object ? object->if_contains("code_name") : nullptr;
  return name && name->is_string() ? std::string_view(name->get_string()) : std::string_view();
}

json::value* find_variable(json::object& variables, std::string_view id, std::string_view name) {
  if (auto* same = variables.if_contains(id)) return same;
  for (auto& [_, variable] : variables)
    if (!name.empty() && code_name_of(variable) == name) return &variable;
  return nullptr;
}

// It stands for the one with its id or name, or is added where the text names it.
void apply_variable(json::object& query, std::string_view id, const json::value& given) {
  const auto name = code_name_of(given);
  auto* own = query.if_contains("variables");
  auto* same = own && own->is_object() ? find_variable(own->get_object(), id, name) : nullptr;
  if (same) {
    *same = given;
    return;
  }
  const auto text = string_or_empty(query, "query");
  if (name.empty() || text.find(fmt::format("variables.{}", name)) == std::string_view::npos) return;
  auto& variables = query["variables"];
  if (!variables.is_object()) variables = json::object();
  variables.get_object()[id] = given;
}

void apply_variables(json::object& query, const json::object& variables) {
  if (string_or_empty(query, "kind") != "HogQLQuery") return;
  for (const auto& [id, given] : variables)
    if (given.is_object()) apply_variable(query, id, given);
}

void apply(json::object& query, const Overrides& overrides, int depth) {
  auto* source = query.if_contains("source");
  const auto kind = string_or_empty(query, "kind");
  if (is_any(kind, wrappers)) {
    if (source && source->is_object() && depth < max_depth) apply(source->get_object(), overrides, depth + 1);
    return;
  }
  apply_filters(query, overrides.filters);
  apply_variables(query, overrides.variables);
}

}  // namespace

Result<Overrides> read_overrides(const json::value* filters, const json::value* variables) {
  Overrides overrides;
  if (filters && !filters->is_null()) {
    Filters checked;
    TRY(read_shape(*filters, "filters_override", [&](Shape& shape) { describe(shape, checked); }));
    overrides.filters = filters->get_object();
  }
  if (variables && !variables->is_null()) {
    if (!variables->is_object()) return wrong_type("variables_override", "an object", *variables);
    for (const auto& [id, variable] : variables->get_object())
      if (!variable.is_object())
        return wrong_type("variables_override." + std::string(id), "an object", variable);
    overrides.variables = variables->get_object();
  }
  return overrides;
}

json::object overridden(json::object query, const Overrides& overrides) {
  apply(query, overrides, 0);
  return query;
}

json::object filters_override_schema() {
  Filters filters;
  return schema_of([&](Shape& shape) { describe(shape, filters); });
}

}  // namespace leapfrog::query
