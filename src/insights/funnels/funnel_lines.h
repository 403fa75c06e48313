// What a funnel comes to, in its three views: how many reached each step, how long that took, and how the
// share of those who get through changes over time.
#pragma once

#include <optional>
#include <vector>

#include "insights/funnels/funnel_actors.h"

namespace leapfrog::insights {

struct StepFigures {
  double count = 0;  // actors whose best attempt reached the step
  // Seconds since the required step before; nothing for the first step, for optional ones, and where nobody
  // came.
  std::optional<double> average;
  std::optional<double> median;
};

// One for each value of the breakdown.
struct FunnelLine {
  json::value value;  // a list of texts; null without a breakdown; a cohort's number or "all"
  std::vector<StepFigures> steps;
};
Result<std::vector<FunnelLine>> step_lines(const query::Asking& asking, const FunnelRequest& request);

// The line of all values beyond the limit.
inline constexpr std::string_view other_values = "Other";

// A value of the breakdown as results have it, a text or a list of them: an absent one is an empty text, and
// each value a list.
json::value shown_value(const json::value& value);

inline constexpr std::int64_t max_time_bins = 90;
inline constexpr std::int64_t max_automatic_bins = 60;

// The cube root of the number of actors, rounded up: where none are asked for. In whole numbers, because
// roots of cubes are not whole everywhere (glibc 2.36 says 3.0000000000000004 of 27).
std::int64_t automatic_bins(std::size_t actors);

struct TimeBin {
  std::int64_t from = 0;  // seconds
  std::int64_t count = 0;
};
struct ConversionTimes {
  std::vector<TimeBin> bins;
  std::optional<double> average;  // seconds
};
Result<ConversionTimes> conversion_times(const query::Asking& asking, const FunnelRequest& request);

// Actors whose attempts began in an interval, by its index among the buckets.
struct FunnelTrend {
  json::value value;
  std::vector<double> entered;    // reached from_step
  std::vector<double> converted;  // reached to_step
};
Result<std::vector<FunnelTrend>> trend_lines(const query::Asking& asking, const FunnelRequest& request,
                                             const std::vector<Instant>& buckets);

// What statements over attempts run with. Merged into one expression, their layers would be computed again
// for each branch that uses them: with ten steps the engine ran out of memory.
events::Settings attempt_settings();

// The statement of best attempts: see funnel_attempts().
Result<std::string> attempts_of(const query::Asking& asking, query::Bindings& bindings,
                                const FunnelRequest& request, std::string_view columns);

}  // namespace leapfrog::insights
