// The figures of funnel_lines.h over walked attempts.
#pragma once

#include <optional>
#include <vector>

#include "insights/funnels/funnel_lines.h"

namespace leapfrog::insights {

// Each gives nothing where the funnel cannot be walked, or has more events than should be held here.
Result<std::optional<std::vector<FunnelLine>>> walked_step_lines(const query::Asking& asking,
                                                                 const FunnelRequest& request);
Result<std::optional<ConversionTimes>> walked_conversion_times(const query::Asking& asking,
                                                               const FunnelRequest& request);
Result<std::optional<std::vector<FunnelTrend>>> walked_trend_lines(const query::Asking& asking,
                                                                   const FunnelRequest& request,
                                                                   const std::vector<Instant>& buckets);

}  // namespace leapfrog::insights
