// Property filters as asked: one condition, or a tree of them. Knows nothing of SQL.
#pragma once

#include <string>
#include <vector>

#include "query/shape.h"

namespace leapfrog::query {

enum class PropertyType : std::uint8_t {
  event,
  person,
  group,
  session,
  element,
  event_metadata,
  cohort,
  feature,
  hogql,
  recording,
  flag,
  empty,
};
inline constexpr std::array<std::string_view, 12> property_type_names = {
    "event",  "person",  "group", "session",   "element", "event_metadata",
    "cohort", "feature", "hogql", "recording", "flag",    "empty"};

enum class Operator : std::uint8_t {
  exact,
  is_not,
  icontains,
  not_icontains,
  icontains_multi,
  not_icontains_multi,
  regex,
  not_regex,
  starts_with,
  ends_with,
  gt,
  gte,
  lt,
  lte,
  min,
  max,
  between,
  not_between,
  is_set,
  is_not_set,
  is_date_exact,
  is_date_before,
  is_date_after,
  in,
  not_in,
  is_cleaned_path_exact,
  semver_eq,
  semver_neq,
  semver_gt,
  semver_gte,
  semver_lt,
  semver_lte,
  semver_tilde,
  semver_caret,
  semver_wildcard,
};

struct PropertyFilter {
  PropertyType type = PropertyType::event;
  Operator op = Operator::exact;
  std::string key;  // an expression of SQL for hogql
  json::value value;
  int group_type_index = 0;
  std::string path;  // where it stands in the query, for errors found later
};

// A leaf when `children` is empty and `leaf` is set; otherwise all (or any) of the children.
struct FilterNode {
  std::optional<PropertyFilter> leaf;
  bool any = false;
  std::vector<FilterNode> children;

  bool empty() const { return !leaf && children.empty(); }
};

// A flat list (all must hold) or {type, values} with more of the same inside. Empty conditions are left out.
Result<FilterNode> parse_filters(const json::value& value, const std::string& path);
// For describe(): a field that holds filters.
void filters_field(Shape& shape, std::string_view name, FilterNode& filters);

// The values of a condition as texts: one for a single value, several for a list. Booleans are "true" and
// "false". `invalid` for objects.
Result<std::vector<std::string>> value_texts(const PropertyFilter& filter);
// Exactly one number, also when it comes as text.
Result<double> value_number(const PropertyFilter& filter);

}  // namespace leapfrog::query
