// PostHog's `properties` parameter for lists of people.
#include <algorithm>
#include <array>

#include "persons/merge_rules.h"
#include "persons/person_reads.h"

namespace leapfrog::persons {
namespace {

constexpr std::size_t max_filters = 50;
constexpr std::size_t max_values = 500;
constexpr auto operations = std::to_array<std::string_view>(
    {"exact", "is_not", "icontains", "not_icontains", "is_set", "is_not_set", "gt", "gte", "lt", "lte"});

Result<std::vector<std::string>> values_of(const json::value& value) {
  std::vector<std::string> values;
  if (!value.is_array()) {
    if (!value.is_null()) values.push_back(id_text(value));
    return values;
  }
  if (value.get_array().size() > max_values)
    return invalid("A property filter has at most 500 values.", "properties");
  for (const auto& item : value.get_array()) values.push_back(id_text(item));
  return values;
}

Result<PropertyFilter> filter_of(const json::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr) return invalid("Every property filter is an object.", "properties");
  PropertyFilter filter;
  filter.key = TRY(required_string(*object, "key"));
  filter.operation = TRY(optional_string(*object, "operator")).value_or("exact");
  if (std::ranges::find(operations, filter.operation) == operations.end())
    return invalid("People cannot be filtered with the operator \"" + filter.operation + "\" here.",
                   "properties");
  if (const auto* wanted = object->if_contains("value")) filter.values = TRY(values_of(*wanted));
  const bool about_presence = filter.operation == "is_set" || filter.operation == "is_not_set";
  if (!about_presence && filter.values.empty())
    return invalid("A property filter needs a value.", "properties");
  return filter;
}

}  // namespace

Result<std::vector<PropertyFilter>> parse_property_filters(std::string_view text) {
  std::vector<PropertyFilter> filters;
  if (text.empty()) return filters;
  const auto value = TRY(parse_json(text));
  if (const auto* object = value.if_object()) {
    for (const auto& [key, wanted] : *object)
      filters.push_back({std::string(key), "exact", TRY(values_of(wanted))});
  } else if (const auto* list = value.if_array()) {
    for (const auto& item : *list) filters.push_back(TRY(filter_of(item)));
  } else {
    return invalid("Expected a list of property filters.", "properties");
  }
  if (filters.size() > max_filters) return invalid("There are at most 50 property filters.", "properties");
  return filters;
}

}  // namespace leapfrog::persons
