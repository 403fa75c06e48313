// PostHog's TrendsQuery, typed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "insights/compare.h"
#include "query/breakdown.h"
#include "query/scope.h"
#include "query/series.h"

namespace leapfrog::insights {

enum class Display : std::uint8_t {
  line,
  cumulative,
  area,
  bar,
  unstacked_bar,
  stacked_bar,
  bar_value,
  pie,
  table,
  number,
  world_map,
  calendar_heatmap,
  slope,
};
// One value for each series instead of one for each interval.
bool is_total(Display display);

struct FormulaNode {
  std::string formula;
  std::string custom_name;
};

struct TrendsQuery {
  query::Scope scope;
  query::Interval interval = query::Interval::day;
  std::vector<query::Series> series;
  query::Breakdown breakdown;
  Compare compare;
  Display display = Display::line;
  std::vector<FormulaNode> formulas;
  std::int64_t smoothing = 1;  // intervals in the moving average
};

void describe(query::Shape& shape, TrendsQuery& trends);
Result<TrendsQuery> parse_trends(const json::object& query);

}  // namespace leapfrog::insights
