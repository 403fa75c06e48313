#include "query/scope.h"

namespace leapfrog::query {

void describe(Shape& shape, Scope& scope) {
  shape.object("dateRange", [&](Shape& inner) { describe(inner, scope.dates); });
  filters_field(shape, "properties", scope.properties);
  shape.flag("filterTestAccounts", scope.filter_test_accounts);
  shape.number("samplingFactor", scope.sampling);
  std::optional<std::int64_t> group;
  shape.integer("aggregation_group_type_index", group, {0, 4});
  if (group) scope.aggregation_group_type = static_cast<int>(*group);
}

Result<> check(const Scope& scope) {
  if (!(scope.sampling > 0 && scope.sampling <= 1))
    return invalid("samplingFactor must be above 0 and at most 1.", "samplingFactor");
  return {};
}

}  // namespace leapfrog::query
