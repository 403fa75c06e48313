// PostHog's StickinessQuery, typed.
#pragma once

#include <vector>

#include "insights/compare.h"
#include "query/scope.h"
#include "query/series.h"

namespace leapfrog::insights {

enum class Criterion : std::uint8_t { gte, lte, exact };

struct StickinessQuery {
  query::Scope scope;
  query::Interval interval = query::Interval::day;
  std::int64_t interval_count = 1;  // so many intervals are one
  std::vector<query::Series> series;
  Compare compare;
  bool cumulative = false;  // active on at least so many intervals, instead of exactly
  // An interval counts when the actor did it so often in it.
  Criterion criterion = Criterion::gte;
  std::int64_t occurrences = 1;
};

void describe(query::Shape& shape, StickinessQuery& stickiness);
Result<StickinessQuery> parse_stickiness(const json::object& query);

}  // namespace leapfrog::insights
