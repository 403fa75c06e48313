// WebTrendsQuery: the numbers of WebOverviewQuery over time. A session counts in the interval that it began
// in.
#include <fmt/format.h>

#include <algorithm>

#include "insights/date_window.h"
#include "insights/web/visits.h"
#include "insights/web/web.h"
#include "query/side_by_side.h"

namespace leapfrog::insights {
namespace {

constexpr std::array<std::string_view, 6> metric_names = {"UniqueUsers", "PageViews",       "Sessions",
                                                          "Bounces",     "SessionDuration", "TotalSessions"};

struct WebTrends {
  WebScope web;
  std::vector<std::string> metrics;
};

void describe(query::Shape& shape, WebTrends& trends) {
  describe(shape, trends.web);
  shape.texts("metrics", trends.metrics);
}

Result<> check(WebTrends& trends) {
  if (trends.metrics.empty()) trends.metrics.assign(metric_names.begin(), metric_names.end());
  for (const auto& metric : trends.metrics)
    if (std::find(metric_names.begin(), metric_names.end(), metric) == metric_names.end())
      return invalid(fmt::format("metrics must be of {}, not '{}'.", fmt::join(metric_names, ", "), metric),
                     "metrics");
  return {};
}

// What each interval of the range comes to.
Result<std::vector<json::object>> numbers_of(const query::Asking& asking, const WebTrends& trends,
                                             const query::ResolvedRange& range) {
  const auto& web = trends.web;
  const auto buckets = TRY(asking.calendar().buckets(web.interval, range.from, range.to, max_buckets));
  query::Bindings bindings;
  auto rows = TRY(visit_rows(asking, bindings, web, range));
  rows.where(std::string(is_view));
  const auto person = rows.person();
  const auto start = session_fact(rows, "$start_timestamp");
  const auto duration = session_fact(rows, "$session_duration");
  const auto bounce = session_fact(rows, "$is_bounce");
  const auto sql = fmt::format(
      "SELECT {} AS t, uniqExactArray(people), sum(views), count(), countIf(ifNull(bounce, false)), "
      "avg(duration) FROM "
      "(SELECT groupUniqArray({}) AS people, count() AS views, assumeNotNull(any({})) AS start, any({}) AS "
      "duration, "
      "any({}) AS bounce {} GROUP BY e.session_id) GROUP BY t",
      query::bucket_of(asking.calendar(), web.interval, "start"), person, start, duration, bounce,
      rows.sql());
  const double scale = 1 / web.scope.sampling;
  const auto counted = [&](const json::value& value) -> json::value {
    if (scale == 1) return value;
    return value.to_number<double>() * scale;
  };
  std::vector<json::object> list(buckets.size());
  const auto put = [&](json::object& out, const json::array& row) {
    for (const auto& metric : trends.metrics) {
      if (metric == "UniqueUsers") out[metric] = counted(row.at(1));
      if (metric == "PageViews") out[metric] = counted(row.at(2));
      if (metric == "Sessions" || metric == "TotalSessions") out[metric] = counted(row.at(3));
      if (metric == "Bounces") out[metric] = counted(row.at(4));
      if (metric == "SessionDuration") out[metric] = row.at(5);
    }
  };
  for (auto& out : list) put(out, {0, 0, 0, 0, 0, 0});
  for (const auto& row : TRY(asking.rows(query::Statement{sql, bindings.parameters(), {}}))) {
    const auto at = Instant(seconds(row.at(0).to_number<std::int64_t>()));
    const auto after = std::upper_bound(buckets.begin(), buckets.end(), at);
    put(list[after == buckets.begin() ? 0 : static_cast<std::size_t>(after - buckets.begin()) - 1], row);
  }
  return list;
}

}  // namespace

Result<json::object> answer_web_trends(const query::Asking& asking, const json::object& query) {
  WebTrends trends;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, trends); }));
  TRY(complete(trends.web, query));
  TRY(check(trends));
  const auto periods = TRY(periods_of(asking, trends.web));
  std::vector<std::vector<json::object>> numbers(periods.size());
  TRY(query::side_by_side(periods.size(), [&](std::size_t i) -> Result<> {
    numbers[i] = TRY(numbers_of(asking, trends, periods[i]));
    return {};
  }));
  const auto& range = periods.front();
  const auto buckets = TRY(asking.calendar().buckets(trends.web.interval, range.from, range.to, max_buckets));
  json::array results;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    json::object item{{"bucket", query::format_day(asking.calendar(), trends.web.interval, buckets[i])},
                      {"metrics", std::move(numbers[0][i])}};
    if (numbers.size() > 1)
      item["previous"] = i < numbers[1].size() ? json::value(numbers[1][i]) : json::value();
    results.push_back(std::move(item));
  }
  return json::object{{"results", std::move(results)},
                      {"samplingRate", sampling_json(trends.web)},
                      {"resolved_date_range", range_json(asking, range)}};
}

json::object web_trends_schema() {
  WebTrends trends;
  return query::schema_of([&](query::Shape& shape) { describe(shape, trends); });
}

}  // namespace leapfrog::insights
