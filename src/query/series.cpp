#include "query/series.h"

#include <fmt/format.h>

#include <algorithm>

namespace leapfrog::query {
namespace {

constexpr std::array<std::string_view, 27> math_names = {"total",
                                                         "dau",
                                                         "weekly_active",
                                                         "monthly_active",
                                                         "unique_session",
                                                         "first_time_for_user",
                                                         "first_matching_event_for_user",
                                                         "unique_group",
                                                         "hogql",
                                                         "avg",
                                                         "sum",
                                                         "min",
                                                         "max",
                                                         "median",
                                                         "p75",
                                                         "p90",
                                                         "p95",
                                                         "p99",
                                                         "avg_count_per_actor",
                                                         "min_count_per_actor",
                                                         "max_count_per_actor",
                                                         "median_count_per_actor",
                                                         "p75_count_per_actor",
                                                         "p90_count_per_actor",
                                                         "p95_count_per_actor",
                                                         "p99_count_per_actor",
                                                         "first_time_for_user_with_filters"};
constexpr std::array<std::string_view, 3> kind_names = {"EventsNode", "ActionsNode", "GroupNode"};
constexpr std::array<std::string_view, 3> entity_names = {"events", "actions", "groups"};
constexpr std::array<std::string_view, 2> combiner_names = {"OR", "AND"};
constexpr std::size_t max_nodes = 50;

// Whose property is computed with; PostHog's app writes the names of its lists of properties.
constexpr std::array<std::string_view, 8> property_owner_names = {"event",
                                                                  "event_properties",
                                                                  "numerical_event_properties",
                                                                  "person",
                                                                  "person_properties",
                                                                  "session",
                                                                  "session_properties",
                                                                  "group"};
constexpr std::array<PropertyType, 8> property_owners = {
    PropertyType::event,  PropertyType::event,   PropertyType::event,   PropertyType::person,
    PropertyType::person, PropertyType::session, PropertyType::session, PropertyType::group};

Result<> read_nodes(Series& series, const json::value& value, const std::string& path) {
  const auto* list = value.if_array();
  if (!list) return wrong_type(path, "a list", value);
  if (list->size() > max_nodes)
    return invalid(fmt::format("{} may have {} nodes at most.", path, max_nodes), path);
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto node = TRY(parse_series((*list)[i], fmt::format("{}[{}]", path, i)));
    if (node.kind == SeriesKind::group)
      return invalid(node.path + " must be an EventsNode or an ActionsNode.", node.path + ".kind");
    series.nodes.push_back(std::move(node));
  }
  return {};
}

}  // namespace

std::string_view math_name(Math math) { return math_names.at(static_cast<std::size_t>(math)); }
bool is_property_math(Math math) { return math >= Math::avg && math <= Math::p99; }
bool is_per_actor_math(Math math) {
  return math >= Math::avg_count_per_actor && math <= Math::p99_count_per_actor;
}

void describe(Shape& shape, Series& series) {
  shape.choice("type", series.kind, entity_names);  // the older form of entities of retention and exclusions
  shape.choice("kind", series.kind, kind_names);
  shape.text("event", series.event);
  shape.custom("id", json::object{{"type", json::array{"integer", "string"}}},
               [&](const json::value& id, const std::string& path) -> Result<> {
                 if (id.is_int64())
                   series.action_id = id.get_int64();
                 else if (id.is_string() && series.kind == SeriesKind::events)
                   series.event = std::string(id.get_string());
                 else
                   return wrong_type(path, "a whole number", id);
                 return {};
               });
  shape.text("name", series.name);
  shape.text("custom_name", series.custom_name);
  Math math = series.computed();
  bool given = false;
  shape.custom("math", json::object{{"type", "string"}},
               [&](const json::value& value, const std::string& path) -> Result<> {
                 if (!value.is_string()) return wrong_type(path, "a text", value);
                 const auto found =
                     std::find(math_names.begin(), math_names.end(), std::string_view(value.get_string()));
                 if (found == math_names.end()) {
                   return invalid(
                       fmt::format("{} must be one of {}, not '{}'.", path, fmt::join(math_names, ", "),
                                   std::string_view(value.get_string()).substr(0, 100)),
                       path);
                 }
                 math = static_cast<Math>(found - math_names.begin());
                 given = true;
                 return {};
               });
  if (given) series.math = math;
  shape.text("math_property", series.math_property);
  std::size_t owner = 0;
  shape.choice_index("math_property_type", owner, property_owner_names);
  series.math_property_type = property_owners.at(owner);
  shape.text("math_hogql", series.math_hogql);
  std::int64_t group = series.math_group_type_index;
  shape.integer("math_group_type_index", group, {0, 4});
  series.math_group_type_index = static_cast<int>(group);
  shape.number("math_multiplier", series.math_multiplier);
  filters_field(shape, "properties", series.properties);
  filters_field(shape, "fixedProperties", series.fixed_properties);
  shape.flag("optionalInFunnel", series.optional_in_funnel);
  shape.choice("operator", series.all_nodes, combiner_names);
  shape.custom(
      "nodes", json::object{{"type", "array"}, {"items", {{"type", "object"}}}},
      [&](const json::value& value, const std::string& path) { return read_nodes(series, value, path); });
}

Result<> check(const Series& series) {
  if (series.kind == SeriesKind::actions && series.action_id == 0)
    return invalid(series.path + ".id is required: the number of an action.", series.path + ".id",
                   "required");
  if (series.kind == SeriesKind::group && series.nodes.empty())
    return invalid(series.path + ".nodes is required: the events and actions of the group.",
                   series.path + ".nodes", "required");
  if (is_property_math(series.computed()) && series.math_property.empty()) {
    return invalid(fmt::format("{0}.math_property is required with math '{1}'.", series.path,
                               math_name(series.computed())),
                   series.path + ".math_property", "required");
  }
  if (series.computed() == Math::hogql && series.math_hogql.empty())
    return invalid(series.path + ".math_hogql is required with math 'hogql'.", series.path + ".math_hogql",
                   "required");
  return {};
}

Result<Series> parse_series(const json::value& value, const std::string& path) {
  Series series;
  series.path = path;
  TRY(read_shape(value, path, [&](Shape& shape) { describe(shape, series); }));
  const auto& object = value.get_object();
  if (series.kind == SeriesKind::events && series.action_id != 0)
    return wrong_type(path + ".id", "the name of an event", object.at("id"));
  if (const auto* asked = object.if_contains("properties"))
    series.properties_as_asked = json::value(*asked, {});
  if (const auto* asked = object.if_contains("fixedProperties"))
    series.fixed_properties_as_asked = json::value(*asked, {});
  TRY(check(series));
  return series;
}

void series_field(Shape& shape, std::string_view name, std::vector<Series>& series) {
  Series example;
  const auto schema = schema_of([&](Shape& inner) { describe(inner, example); });
  shape.custom(name, json::object{{"type", "array"}, {"items", schema}},
               [&](const json::value& value, const std::string& path) -> Result<> {
                 const auto* list = value.if_array();
                 if (!list) return wrong_type(path, "a list", value);
                 if (list->size() > 26) return invalid(path + " may have 26 series at most.", path);
                 series.clear();
                 for (std::size_t i = 0; i < list->size(); ++i)
                   series.push_back(TRY(parse_series((*list)[i], fmt::format("{}[{}]", path, i))));
                 return {};
               });
}

// Of a group, the names of what is in it.
static std::string name_of(const Series& series) {
  if (series.kind != SeriesKind::group) return series.event.value_or("All events");
  std::string names;
  for (const auto& node : series.nodes) names += (names.empty() ? "" : ", ") + label_of(node);
  return names;
}

json::object action_json(const Series& series, std::size_t order) {
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
  };
  json::object action;
  if (series.kind == SeriesKind::group)
    action["id"] = nullptr;
  else if (series.kind == SeriesKind::actions)
    action["id"] = series.action_id;
  else
    action["id"] = series.event ? json::value(*series.event) : json::value(nullptr);
  action["type"] = entity_names.at(static_cast<std::size_t>(series.kind));
  action["order"] = static_cast<std::int64_t>(order);
  action["name"] = series.name.empty() ? name_of(series) : series.name;
  action["custom_name"] = text_or_null(series.custom_name);
  action["math"] = series.math ? json::value(math_name(*series.math)) : json::value(nullptr);
  action["math_property"] = text_or_null(series.math_property);
  action["math_hogql"] = text_or_null(series.math_hogql);
  action["math_group_type_index"] = series.computed() == Math::unique_group
                                        ? json::value(series.math_group_type_index)
                                        : json::value(nullptr);
  action["properties"] =
      series.properties_as_asked.is_null() ? json::value(json::array()) : series.properties_as_asked;
  return action;
}

std::string label_of(const Series& series) {
  if (!series.custom_name.empty()) return series.custom_name;
  if (series.kind == SeriesKind::group) return series.name.empty() ? name_of(series) : series.name;
  if (series.kind == SeriesKind::events) return series.event.value_or("All events");
  return series.name.empty() ? fmt::format("Action {}", series.action_id) : series.name;
}

Series plain(Series series) {
  series.properties = {};
  series.fixed_properties = {};
  for (auto& node : series.nodes) node = plain(std::move(node));
  return series;
}

bool same_events(const Series& a, const Series& b) {
  return a.kind == b.kind && a.event == b.event && a.action_id == b.action_id &&
         a.properties_as_asked == b.properties_as_asked &&
         a.fixed_properties_as_asked == b.fixed_properties_as_asked && a.all_nodes == b.all_nodes &&
         std::ranges::equal(a.nodes, b.nodes, same_events);
}

}  // namespace leapfrog::query
