// How much of a series falls on which hour of which day of the week: the display CalendarHeatmap.
#pragma once

#include "insights/trends/trends_query.h"
#include "query/asking.h"
#include "query/date_range.h"

namespace leapfrog::insights {

// {data: [{row, column, value}], rowAggregations, columnAggregations, allAggregations}: rows are days of the
// week from 1, Monday, columns are hours. What is nothing is left out.
Result<json::object> calendar_heatmap(const query::Asking& asking, const TrendsQuery& trends,
                                      const query::Series& series, const query::ResolvedRange& range);

// CalendarHeatmapQuery: of its first series.
Result<json::object> answer_calendar_heatmap(const query::Asking& asking, const json::object& query);

}  // namespace leapfrog::insights
