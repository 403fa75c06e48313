// Who is behind a number of a trend: the rows that the number was computed from, by actor. The same source as
// the number's, so both always agree.
#include <fmt/format.h>

#include <algorithm>

#include "insights/date_window.h"
#include "insights/trends/series_source.h"
#include "insights/trends/trends.h"

namespace leapfrog::insights {
namespace {

using query::Math;

Result<Window> asked_window(const query::Asking& asking, const TrendsQuery& trends, bool previous) {
  auto range = TRY(resolve_dates(asking, trends.scope.dates, trends.interval));
  if (previous)
    range = TRY(query::previous_range(range, asking.calendar(), trends.interval, trends.compare.to));
  return window_of(asking, trends, range);
}

// Of the column t: the interval that the day is in, or all up to it where the chart adds up.
Result<std::string> time_condition(const query::Asking& asking, const TrendsQuery& trends,
                                   const Window& window, const query::ActorsRequest& request) {
  if (!request.day || window.total) return std::string("1");
  const auto moment = asking.moment(*request.day);
  if (!moment) return invalid(moment.error().detail, request.path + ".day");
  const auto after = std::upper_bound(window.buckets.begin(), window.buckets.end(), moment->at);
  const auto seconds_of = [](Instant instant) { return to_micros(instant) / 1'000'000; };
  if (after == window.buckets.begin() || moment->at > std::max(window.range.to, window.buckets.back()))
    return invalid(fmt::format("{}.day {} is not in the dates of the question.", request.path, *request.day),
                   request.path + ".day");
  const auto start = *(after - 1);
  const auto end = asking.calendar().next(trends.interval, start);
  if (trends.display == Display::cumulative) return fmt::format("t < {}", seconds_of(end));
  return fmt::format("t >= {} AND t < {}", seconds_of(start), seconds_of(end));
}

// The rows whose values are not among those that the answer shows by name.
Result<std::string> remainder(const query::Asking& asking, query::Bindings& bindings,
                              const TrendsQuery& trends, const query::Series& series, const Window& window) {
  std::vector<std::string> conditions;
  for (const auto& line : TRY(series_lines(asking, trends, series, window, std::nullopt))) {
    if (line.breakdown.front() == query::breakdown_other) continue;
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < line.breakdown.size(); ++i)
      parts.push_back(fmt::format("b{} = {}", i, bindings.text(line.breakdown[i])));
    conditions.push_back(fmt::format("NOT ({})", fmt::join(parts, " AND ")));
  }
  return conditions.empty() ? std::string("1") : fmt::format("{}", fmt::join(conditions, " AND "));
}

Result<std::string> breakdown_condition(const query::Asking& asking, query::Bindings& bindings,
                                        const TrendsQuery& trends, const query::Series& series,
                                        const Window& window, const query::ActorsRequest& request) {
  if (!request.breakdown || trends.breakdown.fields.empty()) return std::string("1");
  const auto& values = *request.breakdown;
  if (values.size() != trends.breakdown.fields.size()) {
    return invalid(fmt::format("{}.breakdown must have {} values, one for each breakdown.", request.path,
                               trends.breakdown.fields.size()),
                   request.path + ".breakdown");
  }
  if (values.front() == query::breakdown_other) return remainder(asking, bindings, trends, series, window);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < values.size(); ++i)
    parts.push_back(fmt::format("b{} = {}", i, bindings.text(values[i])));
  return fmt::format("{}", fmt::join(parts, " AND "));
}

Result<std::optional<std::int64_t>> asked_cohort(const TrendsQuery& trends,
                                                 const query::ActorsRequest& request) {
  if (!request.breakdown || trends.breakdown.cohorts.empty()) return std::nullopt;
  const auto& text = request.breakdown->front();
  if (text == "all" || text == "0") return std::nullopt;
  for (const auto& cohort : trends.breakdown.cohorts)
    if (cohort && std::to_string(*cohort) == text) return cohort;
  return invalid(fmt::format("{}.breakdown must be one of the cohorts asked for.", request.path),
                 request.path + ".breakdown");
}

json::object point(std::string_view label, json::value value) {
  return {{"label", label}, {"value", std::move(value)}};
}

}  // namespace

Result<query::Actors> trends_actors(const query::Asking& asking, query::Bindings& bindings,
                                    const query::ActorsRequest& request) {
  const auto trends = TRY(parse_trends(request.source));
  if (static_cast<std::size_t>(request.series) >= trends.series.size())
    return invalid(fmt::format("{}.series is {}, but there are {} series.", request.path, request.series,
                               trends.series.size()),
                   request.path + ".series");
  const auto& series = trends.series[static_cast<std::size_t>(request.series)];
  const auto window = TRY(asked_window(asking, trends, request.previous));
  const auto source = TRY(
      series_source(asking, bindings, {trends, series, window, TRY(asked_cohort(trends, request)), true}));
  std::vector<std::string> conditions = {
      TRY(time_condition(asking, trends, window, request)),
      TRY(breakdown_condition(asking, bindings, trends, series, window, request))};
  // An event without the number that is added up or averaged is not behind it.
  if (query::is_property_math(series.computed())) conditions.emplace_back("isNotNull(v)");
  auto sql = fmt::format("SELECT a AS actor_id, {} AS event_count FROM {} WHERE {} GROUP BY a", source.events,
                         source.from, fmt::join(conditions, " AND "));
  const auto group = series.computed() == Math::unique_group ? std::optional(series.math_group_type_index)
                                                             : trends.scope.aggregation_group_type;
  return query::Actors{std::move(sql), group, {}};
}

Result<json::object> trends_points(const query::Asking& asking, const json::object& query) {
  const auto trends = TRY(parse_trends(query));
  const auto window = TRY(asked_window(asking, trends, false));
  json::array days, series, breakdowns, compare;
  if (!window.total)
    for (const auto start : window.buckets)
      days.push_back(point(query::format_label(asking.calendar(), trends.interval, start),
                           json::value(query::format_day(asking.calendar(), trends.interval, start))));
  for (std::size_t i = 0; i < trends.series.size(); ++i)
    series.push_back(point(query::label_of(trends.series[i]), i));
  for (const auto& cohort : trends.breakdown.cohorts)
    breakdowns.push_back(cohort ? point(std::to_string(*cohort), *cohort) : point("all", "all"));
  json::object out{{"day", std::move(days)}, {"series", std::move(series)}};
  if (trends.breakdown.fields.size() == 1) {
    for (const auto& line : TRY(series_lines(asking, trends, trends.series.front(), window, std::nullopt)))
      breakdowns.push_back(point(line.breakdown.front(), json::value(line.breakdown.front())));
  }
  if (!breakdowns.empty()) out["breakdown"] = std::move(breakdowns);
  if (trends.compare.on)
    out["compare"] = json::array{point("Current", "current"), point("Previous", "previous")};
  return out;
}

}  // namespace leapfrog::insights
