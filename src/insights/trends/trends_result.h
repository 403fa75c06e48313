// Lines of numbers in PostHog's shape of a trend.
#pragma once

#include "insights/trends/trends_lines.h"

namespace leapfrog::insights {

struct Period {
  Window window;
  std::vector<std::vector<Line>> lines;  // of each series
};

// `periods` are the present one and, when comparing, the previous one.
Result<json::array> render_trends(const query::Asking& asking, const TrendsQuery& trends,
                                  std::vector<Period> periods);

// The mean of each value and the ones before it, `intervals` at most.
std::vector<double> smooth(const std::vector<double>& values, std::size_t intervals);
std::vector<double> accumulate_values(const std::vector<double>& values);

}  // namespace leapfrog::insights
