// The dates of a question about to be answered.
#pragma once

#include "query/asking.h"
#include "query/date_range.h"

namespace leapfrog::insights {

constexpr std::size_t max_buckets = 15'000;

// resolve() with "all" meaning from the project's first event on.
Result<query::ResolvedRange> resolve_dates(const query::Asking& asking, const query::DateRange& dates,
                                           query::Interval interval);

// {"date_from": …, "date_to": …} in the project's time zone: resolved_date_range of an answer.
json::object range_json(const query::Asking& asking, const query::ResolvedRange& range);

}  // namespace leapfrog::insights
