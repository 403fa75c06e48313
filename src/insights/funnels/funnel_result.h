// A funnel's figures in PostHog's shape.
#pragma once

#include "insights/funnels/funnel_lines.h"

namespace leapfrog::insights {

// A list of steps, or with a breakdown a list of such lists.
json::array render_steps(const FunnelsQuery& funnel, const std::vector<FunnelLine>& lines);
// {bins: [[seconds, count], …], average_conversion_time}
json::object render_times(const ConversionTimes& times);
// One item for each line: percentages, rounded to two places.
json::array render_trends(const query::Calendar& calendar, const FunnelsQuery& funnel,
                          const std::vector<Instant>& buckets, const std::vector<FunnelTrend>& lines);

}  // namespace leapfrog::insights
