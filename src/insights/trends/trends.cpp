#include "insights/trends/trends.h"

#include <fmt/format.h>

#include <algorithm>

#include "insights/date_window.h"
#include "insights/trends/calendar_heatmap.h"
#include "insights/trends/trends_lines.h"
#include "insights/trends/trends_query.h"
#include "insights/trends/trends_result.h"
#include "query/side_by_side.h"

namespace leapfrog::insights {
namespace {

// One line for each cohort asked for, in their order.
Result<std::vector<Line>> cohort_lines(const query::Asking& asking, const TrendsQuery& trends,
                                       const query::Series& series, const Window& window) {
  std::vector<Line> lines;
  for (const auto& cohort : trends.breakdown.cohorts) {
    auto found = TRY(series_lines(asking, trends, series, window, cohort));
    found.front().breakdown = {cohort ? std::to_string(*cohort) : "all"};
    lines.push_back(std::move(found.front()));
  }
  return lines;
}

Result<std::vector<Line>> lines_of(const query::Asking& asking, const TrendsQuery& trends,
                                   const query::Series& series, const Window& window) {
  if (!trends.breakdown.cohorts.empty()) return cohort_lines(asking, trends, series, window);
  return series_lines(asking, trends, series, window, std::nullopt);
}

}  // namespace

Result<json::object> answer_trends(const query::Asking& asking, const json::object& query) {
  const auto trends = TRY(parse_trends(query));
  const auto range = TRY(resolve_dates(asking, trends.scope.dates, trends.interval));
  std::vector<Period> periods;
  periods.push_back({TRY(window_of(asking, trends, range)), {}});
  if (trends.compare.on) {
    const auto before =
        TRY(query::previous_range(range, asking.calendar(), trends.interval, trends.compare.to));
    periods.push_back({TRY(window_of(asking, trends, before)), {}});
  }
  for (auto& period : periods) period.lines.resize(trends.series.size());
  TRY(query::side_by_side(periods.size() * trends.series.size(), [&](std::size_t i) -> Result<> {
    auto& period = periods[i / trends.series.size()];
    const auto series = i % trends.series.size();
    period.lines[series] = TRY(lines_of(asking, trends, trends.series[series], period.window));
    return {};
  }));
  auto results = TRY(render_trends(asking, trends, std::move(periods)));
  if (trends.display == Display::calendar_heatmap && trends.breakdown.empty() && trends.formulas.empty())
    for (std::size_t i = 0; i < trends.series.size(); ++i)
      results.at(i).as_object()["calendar_heatmap_data"] =
          TRY(calendar_heatmap(asking, trends, trends.series[i], range));
  return json::object{{"results", std::move(results)},
                      {"resolved_date_range", range_json(asking, range)},
                      {"hasMore", false}};
}

json::object trends_schema() {
  TrendsQuery trends;
  return query::schema_of([&](query::Shape& shape) { describe(shape, trends); });
}

}  // namespace leapfrog::insights
