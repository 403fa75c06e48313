// What every question about events has in common: when, where, and of whom.
#pragma once

#include <optional>

#include "query/date_range.h"
#include "query/filter.h"

namespace leapfrog::query {

struct Scope {
  DateRange dates;
  FilterNode properties;
  bool filter_test_accounts = false;
  double sampling = 1;                        // 0 < sampling <= 1: the share of people looked at
  std::optional<int> aggregation_group_type;  // actors are groups of this type instead of people
};
// dateRange, properties, filterTestAccounts, samplingFactor, aggregation_group_type_index
void describe(Shape& shape, Scope& scope);
Result<> check(const Scope& scope);

}  // namespace leapfrog::query
