// PostHog's LifecycleQuery, typed.
#pragma once

#include <vector>

#include "query/scope.h"
#include "query/series.h"

namespace leapfrog::insights {

enum class LifecycleStatus : std::uint8_t { fresh, returning, resurrecting, dormant };
// In results and in the JSON of the question; "new" is no name of C++.
inline constexpr std::array<std::string_view, 4> lifecycle_names = {"new", "returning", "resurrecting",
                                                                    "dormant"};

struct LifecycleQuery {
  query::Scope scope;
  query::Interval interval = query::Interval::day;
  std::vector<query::Series> series;  // one
  std::array<bool, 4> shown = {true, true, true, true};
};

void describe(query::Shape& shape, LifecycleQuery& lifecycle);
Result<LifecycleQuery> parse_lifecycle(const json::object& query);

}  // namespace leapfrog::insights
