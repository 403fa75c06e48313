#include "insights/stickiness/stickiness.h"

#include <fmt/format.h>

#include <cmath>

#include "insights/date_window.h"
#include "insights/stickiness/stickiness_query.h"
#include "query/side_by_side.h"
#include "query/sql/event_rows.h"

namespace leapfrog::insights {
namespace {

using query::EventRows;
using query::Math;

struct Window {
  query::ResolvedRange range;
  std::size_t intervals = 0;  // after taking interval_count of them together
};

// The group type that is counted instead of people, by the question or by the series' math.
std::optional<int> actors_of(const StickinessQuery& stickiness, const query::Series& series) {
  if (series.computed() == Math::unique_group) return series.math_group_type_index;
  return stickiness.scope.aggregation_group_type;
}

std::string_view comparator(Criterion criterion) {
  switch (criterion) {
    case Criterion::gte:
      return ">=";
    case Criterion::lte:
      return "<=";
    case Criterion::exact:
      return "=";
  }
  return "=";
}

// A SELECT of the actors (a) with the number of intervals that each was active on (n).
Result<std::string> active_actors(const query::Asking& asking, query::Bindings& bindings,
                                  const StickinessQuery& stickiness, const query::Series& series,
                                  const query::ResolvedRange& range) {
  EventRows rows(asking, bindings);
  rows.between(range.from, range.to);
  TRY(rows.only(series));
  TRY(rows.only(stickiness.scope));
  const auto group = actors_of(stickiness, series);
  const auto actor = rows.actor(group);
  if (group) rows.where(actor + " != ''");
  const auto first = asking.calendar().start_of(stickiness.interval, range.from);
  const auto interval = fmt::format(
      "intDiv({}, {})", query::interval_index(asking.calendar(), stickiness.interval, first, "e.timestamp"),
      stickiness.interval_count);
  return fmt::format(
      "SELECT a, count() AS n FROM (SELECT {} AS a, {} AS i, count() AS times {} GROUP BY a, i) WHERE times "
      "{} {} "
      "GROUP BY a",
      actor, interval, rows.sql(), comparator(stickiness.criterion), stickiness.occurrences);
}

// How many actors were active on 1, 2, … of the intervals.
Result<std::vector<std::int64_t>> histogram(const query::Asking& asking, const StickinessQuery& stickiness,
                                            const query::Series& series, const Window& window) {
  query::Bindings bindings;
  const auto sql = fmt::format("SELECT n, toInt64(count()) FROM ({}) GROUP BY n",
                               TRY(active_actors(asking, bindings, stickiness, series, window.range)));
  std::vector<std::int64_t> counts(window.intervals);
  for (const auto& row : TRY(asking.rows(query::Statement{sql, bindings.parameters(), {}}))) {
    const auto n = static_cast<std::size_t>(row.at(0).to_number<std::int64_t>());
    if (n >= 1 && n <= counts.size()) counts[n - 1] += row.at(1).to_number<std::int64_t>();
  }
  if (stickiness.cumulative)
    for (std::size_t i = counts.size(); i-- > 1;) counts[i - 1] += counts[i];
  return counts;
}

Result<Window> window_of(const query::Asking& asking, const StickinessQuery& stickiness,
                         const query::ResolvedRange& range) {
  const auto buckets = TRY(asking.calendar().buckets(stickiness.interval, range.from, range.to, max_buckets));
  const auto together = static_cast<std::size_t>(stickiness.interval_count);
  return Window{range, (buckets.size() + together - 1) / together};
}

json::object render(const StickinessQuery& stickiness, std::size_t order,
                    const std::vector<std::int64_t>& counts) {
  const auto& series = stickiness.series[order];
  const auto unit = query::interval_names.at(static_cast<std::size_t>(stickiness.interval));
  json::array data;
  json::array days;
  json::array labels;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    data.emplace_back(counts[i]);
    days.emplace_back(static_cast<std::int64_t>(i + 1));
    labels.emplace_back(fmt::format("{} {}{}", i + 1, unit, i == 0 ? "" : "s"));
    sum += counts[i];
  }
  auto action = query::action_json(series, order);
  action["days"] = days;
  return {{"data", std::move(data)},     {"days", std::move(days)},
          {"labels", std::move(labels)}, {"count", sum},
          {"filter", json::object()},    {"label", query::label_of(series)},
          {"action", std::move(action)}, {"order", static_cast<std::int64_t>(order)}};
}

}  // namespace

Result<json::object> answer_stickiness(const query::Asking& asking, const json::object& query) {
  const auto stickiness = TRY(parse_stickiness(query));
  const auto range = TRY(resolve_dates(asking, stickiness.scope.dates, stickiness.interval));
  std::vector<Window> windows{TRY(window_of(asking, stickiness, range))};
  if (stickiness.compare.on) {
    windows.push_back(TRY(window_of(
        asking, stickiness,
        TRY(query::previous_range(range, asking.calendar(), stickiness.interval, stickiness.compare.to)))));
  }
  const auto series = stickiness.series.size();
  std::vector<std::vector<std::int64_t>> counts(windows.size() * series);
  TRY(query::side_by_side(counts.size(), [&](std::size_t i) -> Result<> {
    counts[i] = TRY(histogram(asking, stickiness, stickiness.series[i % series], windows[i / series]));
    for (auto& count : counts[i])
      count = std::llround(static_cast<double>(count) / stickiness.scope.sampling);
    return {};
  }));
  json::array results;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    auto item = render(stickiness, i % series, counts[i]);
    if (stickiness.compare.on) {
      item["compare"] = true;
      item["compare_label"] = i < series ? "current" : "previous";
    }
    results.push_back(std::move(item));
  }
  return json::object{{"results", std::move(results)}, {"resolved_date_range", range_json(asking, range)}};
}

Result<query::Actors> stickiness_actors(const query::Asking& asking, query::Bindings& bindings,
                                        const query::ActorsRequest& request) {
  const auto stickiness = TRY(parse_stickiness(request.source));
  if (static_cast<std::size_t>(request.series) >= stickiness.series.size())
    return invalid(fmt::format("{}.series is {}, but there are {} series.", request.path, request.series,
                               stickiness.series.size()),
                   request.path + ".series");
  const auto& series = stickiness.series[static_cast<std::size_t>(request.series)];
  auto range = TRY(resolve_dates(asking, stickiness.scope.dates, stickiness.interval));
  if (request.previous)
    range = TRY(query::previous_range(range, asking.calendar(), stickiness.interval, stickiness.compare.to));
  std::string condition = "1";
  if (request.day) {
    const auto days = TRY(query::whole_number(*request.day, request.path + ".day"));
    condition = fmt::format("n {} {}", stickiness.cumulative ? ">=" : "=", days);
  }
  return query::Actors{
      fmt::format("SELECT a AS actor_id, n AS event_count FROM ({}) WHERE {}",
                  TRY(active_actors(asking, bindings, stickiness, series, range)), condition),
      actors_of(stickiness, series),
      {}};
}

json::object stickiness_schema() {
  StickinessQuery stickiness;
  return query::schema_of([&](query::Shape& shape) { describe(shape, stickiness); });
}

}  // namespace leapfrog::insights
