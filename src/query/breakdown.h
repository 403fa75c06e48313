// By what a result is split.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "query/filter.h"

namespace leapfrog::query {

// In place of a value in results.
inline constexpr std::string_view breakdown_null = "$$_posthog_breakdown_null_$$";
inline constexpr std::string_view breakdown_other = "$$_posthog_breakdown_other_$$";

struct BreakdownField {
  PropertyType type = PropertyType::event;  // cohort is not among them
  std::string property;                     // an expression of SQL for hogql
  int group_type_index = 0;
  std::optional<int> bins;     // a histogram of a number, with so many bins
  bool normalize_url = false;  // without query, fragment and closing slash
  std::string path;
};

struct Breakdown {
  std::vector<BreakdownField> fields;                // up to three
  std::vector<std::optional<std::int64_t>> cohorts;  // instead of fields; nothing: everybody
  int limit = 25;
  bool hide_other = false;

  bool empty() const { return fields.empty() && cohorts.empty(); }
};

// For describe(): PostHog's breakdownFilter, in its older form (breakdown, breakdown_type) and the present
// one.
void breakdown_field(Shape& shape, std::string_view name, Breakdown& breakdown);

}  // namespace leapfrog::query
