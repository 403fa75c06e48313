// What a series of a trend comes to: lines of numbers, one for each breakdown value.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "insights/trends/trends_query.h"
#include "query/asking.h"
#include "query/date_range.h"

namespace leapfrog::insights {

// The time a trend is about, cut into intervals. A total has one that spans everything.
struct Window {
  query::ResolvedRange range;
  std::vector<Instant> buckets;  // starts; at least one
  bool total = false;
};

Result<Window> window_of(const query::Asking& asking, const TrendsQuery& trends,
                         const query::ResolvedRange& range);

struct Line {
  std::vector<std::string> breakdown;  // empty without one
  std::vector<double> values;          // as many as the window has buckets; one for a total
  double sum() const;
};

// The lines of one series in `window`: without a breakdown exactly one, with one in the order of their sums,
// the remainder (breakdown_other) last. `cohort`: only its people count.
Result<std::vector<Line>> series_lines(const query::Asking& asking, const TrendsQuery& trends,
                                       const query::Series& series, const Window& window,
                                       std::optional<std::int64_t> cohort);

}  // namespace leapfrog::insights
