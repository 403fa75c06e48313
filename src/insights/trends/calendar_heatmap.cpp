#include "insights/trends/calendar_heatmap.h"

#include <fmt/format.h>

#include "insights/date_window.h"
#include "query/sql/event_rows.h"

namespace leapfrog::insights {
namespace {

Result<std::string> counted(query::EventRows& rows, const query::Series& series) {
  switch (series.computed()) {
    case query::Math::total:
      return std::string("count()");
    case query::Math::dau:
    case query::Math::weekly_active:
    case query::Math::monthly_active:
      return fmt::format("uniqExact({})", rows.person());
    case query::Math::unique_session:
      return std::string("uniqExactIf(e.session_id, e.session_id != '')");
    default:
      return invalid("A calendar heatmap counts events, people or sessions.", series.path + ".math");
  }
}

}  // namespace

Result<json::object> calendar_heatmap(const query::Asking& asking, const TrendsQuery& trends,
                                      const query::Series& series, const query::ResolvedRange& range) {
  query::Bindings bindings;
  query::EventRows rows(asking, bindings);
  rows.between(range.from, range.to);
  TRY(rows.only(series));
  TRY(rows.only(trends.scope));
  const auto value = TRY(counted(rows, series));
  const auto& zone = asking.calendar().zone();
  const auto sql = fmt::format(
      "SELECT grouping(weekday), grouping(hour), toDayOfWeek(e.timestamp, 0, '{0}') AS weekday, "
      "toHour(e.timestamp, "
      "'{0}') AS hour, {1} {2} GROUP BY GROUPING SETS ((weekday, hour), (weekday), (hour), ()) ORDER BY "
      "weekday, hour",
      zone, value, rows.sql());
  json::array cells, weekdays, hours;
  json::value all = 0;
  for (const auto& row : TRY(asking.rows(query::Statement{sql, bindings.parameters(), {}}))) {
    const bool no_weekday = row.at(0).to_number<int>() == 1;
    const bool no_hour = row.at(1).to_number<int>() == 1;
    if (no_weekday && no_hour)
      all = row.at(4);
    else if (no_weekday)
      hours.push_back(json::object{{"column", row.at(3)}, {"value", row.at(4)}});
    else if (no_hour)
      weekdays.push_back(json::object{{"row", row.at(2)}, {"value", row.at(4)}});
    else
      cells.push_back(json::object{{"row", row.at(2)}, {"column", row.at(3)}, {"value", row.at(4)}});
  }
  return json::object{{"data", std::move(cells)},
                      {"rowAggregations", std::move(weekdays)},
                      {"columnAggregations", std::move(hours)},
                      {"allAggregations", std::move(all)}};
}

Result<json::object> answer_calendar_heatmap(const query::Asking& asking, const json::object& query) {
  const auto trends = TRY(parse_trends(query));
  const auto range = TRY(resolve_dates(asking, trends.scope.dates, trends.interval));
  return json::object{{"results", TRY(calendar_heatmap(asking, trends, trends.series.front(), range))},
                      {"resolved_date_range", range_json(asking, range)}};
}

}  // namespace leapfrog::insights
