// PostHog's FunnelsQuery, typed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "query/breakdown.h"
#include "query/scope.h"
#include "query/series.h"

namespace leapfrog::insights {

enum class FunnelOrder : std::uint8_t { ordered, strict, unordered };
enum class FunnelView : std::uint8_t { steps, time_to_convert, trends };
enum class Attribution : std::uint8_t { first_touch, last_touch, all_events, step };

// Events that must not happen while an attempt stands at one of the steps from..to-1 (counted from 0).
struct FunnelExclusion {
  query::Series series;
  std::int64_t from = 0;
  std::int64_t to = 0;
};

struct FunnelsQuery {
  query::Scope scope;
  query::Interval interval = query::Interval::day;
  std::vector<query::Series> series;
  query::Breakdown breakdown;
  FunnelOrder order = FunnelOrder::ordered;
  FunnelView view = FunnelView::steps;
  std::int64_t window_interval = 14;
  std::size_t window_unit = 3;  // index of funnel_window_units
  Attribution attribution = Attribution::first_touch;
  std::int64_t attribution_step = 0;  // counted from 0
  std::vector<FunnelExclusion> exclusions;
  std::optional<std::int64_t> from_step;  // counted from 0
  std::optional<std::int64_t> to_step;
  std::string aggregate_by;  // an expression of SQL; "": people or groups
  std::optional<std::int64_t> bins;

  microseconds window() const;
  // The number of steps that trends look at: up to to_step.
  std::size_t steps() const;
};

inline constexpr std::array<std::string_view, 6> funnel_window_units = {"second", "minute", "hour",
                                                                        "day",    "week",   "month"};

void describe(query::Shape& shape, FunnelsQuery& funnel);
Result<FunnelsQuery> parse_funnel(const json::object& query);

}  // namespace leapfrog::insights
