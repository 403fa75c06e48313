#include "insights/lifecycle/lifecycle.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "insights/date_window.h"
#include "insights/lifecycle/lifecycle_query.h"
#include "query/sql/event_rows.h"

namespace leapfrog::insights {
namespace {

using Counts = std::array<std::vector<std::int64_t>, 4>;

// When somebody without a profile, or a group, was first seen here stands for the time it was created.
constexpr std::string_view created_person =
    "if(minIf(e.person_created_at, e.person_created_at > toDateTime64('1971-01-01', 6, 'UTC')) > "
    "toDateTime64('1971-01-01', 6, 'UTC'), minIf(e.person_created_at, e.person_created_at > "
    "toDateTime64('1971-01-01', 6, 'UTC')), min(e.timestamp))";
constexpr std::string_view created_group = "min(e.timestamp)";

// A SELECT of one row for each actor (a): the intervals it was active in, the one before the range (-1)
// included, the one it was created in (born), and its events (n).
Result<std::string> lives(const query::Asking& asking, query::Bindings& bindings,
                          const LifecycleQuery& lifecycle, Instant first, Instant to) {
  const auto& calendar = asking.calendar();
  query::EventRows rows(asking, bindings);
  rows.between(calendar.add(first, query::unit_of(lifecycle.interval), -1), to);
  TRY(rows.only(lifecycle.series.front()));
  TRY(rows.only(lifecycle.scope));
  const auto group = lifecycle.scope.aggregation_group_type;
  const auto actor = rows.actor(group);
  if (group) rows.where(actor + " != ''");
  const auto index = [&](std::string_view time) {
    return query::interval_index(calendar, lifecycle.interval, first, time);
  };
  const auto people = fmt::format(
      "SELECT {} AS a, groupUniqArray({}) AS active, {} AS created, count() AS n {} "
      "GROUP BY a",
      actor, index("e.timestamp"), group ? created_group : created_person, rows.sql());
  return fmt::format("SELECT a, active, n, {} AS born FROM ({})", index("created"), people);
}

// What each actor was in each interval, counted.
Result<query::Statement> statement(const query::Asking& asking, const LifecycleQuery& lifecycle,
                                   const query::ResolvedRange& range, std::size_t intervals) {
  query::Bindings bindings;
  const auto first = asking.calendar().start_of(lifecycle.interval, range.from);
  const auto people = TRY(lives(asking, bindings, lifecycle, first, range.to));
  return query::Statement{
      fmt::format(
          "SELECT x.1, x.2, toInt64(count()) FROM (SELECT arrayJoin(arrayConcat("
          "arrayMap(i -> (i, multiIf(i = born, 0, has(active, i - 1), 1, 2)), arrayFilter(i -> i >= 0, "
          "active)), "
          "arrayMap(i -> (i + 1, 3), arrayFilter(i -> i < {} AND NOT has(active, i + 1), active)))) AS x "
          "FROM ({})) GROUP BY x",
          static_cast<std::int64_t>(intervals) - 1, people),
      bindings.parameters(),
      {}};
}

// The same as a condition on one interval i.
std::string_view was(LifecycleStatus status) {
  switch (status) {
    case LifecycleStatus::fresh:
      return "has(active, i) AND i = born";
    case LifecycleStatus::returning:
      return "has(active, i) AND i != born AND has(active, i - 1)";
    case LifecycleStatus::resurrecting:
      return "has(active, i) AND i != born AND NOT has(active, i - 1)";
    case LifecycleStatus::dormant:
      return "has(active, i - 1) AND NOT has(active, i)";
  }
  return "0";
}

Result<Counts> count(const query::Asking& asking, const LifecycleQuery& lifecycle,
                     const query::ResolvedRange& range, std::size_t intervals) {
  Counts counts;
  counts.fill(std::vector<std::int64_t>(intervals));
  for (const auto& row : TRY(asking.rows(TRY(statement(asking, lifecycle, range, intervals))))) {
    const auto interval = row.at(0).to_number<std::int64_t>();
    const auto status = row.at(1).to_number<std::size_t>();
    if (interval < 0 || interval >= static_cast<std::int64_t>(intervals)) continue;
    auto& cell = counts.at(status)[static_cast<std::size_t>(interval)];
    const auto people = row.at(2).to_number<std::int64_t>();
    cell += status == static_cast<std::size_t>(LifecycleStatus::dormant) ? -people : people;
  }
  return counts;
}

json::array render(const query::Asking& asking, const LifecycleQuery& lifecycle,
                   const std::vector<Instant>& starts, const Counts& counts) {
  json::array days;
  json::array labels;
  for (const auto start : starts) {
    days.emplace_back(query::format_day(asking.calendar(), lifecycle.interval, start));
    labels.emplace_back(query::format_label(asking.calendar(), lifecycle.interval, start));
  }
  const auto& series = lifecycle.series.front();
  auto action = query::action_json(series, 0);
  json::array results;
  for (std::size_t status = 0; status < counts.size(); ++status) {
    if (!lifecycle.shown.at(status)) continue;
    json::array data;
    std::int64_t sum = 0;
    for (const auto counted : counts.at(status)) {
      const auto value = std::llround(static_cast<double>(counted) / lifecycle.scope.sampling);
      data.emplace_back(value);
      sum += value;
    }
    results.push_back(
        json::object{{"action", action},
                     {"label", fmt::format("{} - {}", query::label_of(series), lifecycle_names.at(status))},
                     {"status", lifecycle_names.at(status)},
                     {"data", std::move(data)},
                     {"days", days},
                     {"labels", labels},
                     {"count", sum}});
  }
  return results;
}

}  // namespace

Result<json::object> answer_lifecycle(const query::Asking& asking, const json::object& query) {
  const auto lifecycle = TRY(parse_lifecycle(query));
  const auto range = TRY(resolve_dates(asking, lifecycle.scope.dates, lifecycle.interval));
  const auto starts = TRY(asking.calendar().buckets(lifecycle.interval, range.from, range.to, max_buckets));
  const auto counts = TRY(count(asking, lifecycle, range, starts.size()));
  return json::object{{"results", render(asking, lifecycle, starts, counts)},
                      {"resolved_date_range", range_json(asking, range)}};
}

Result<query::Actors> lifecycle_actors(const query::Asking& asking, query::Bindings& bindings,
                                       const query::ActorsRequest& request) {
  const auto lifecycle = TRY(parse_lifecycle(request.source));
  const auto& calendar = asking.calendar();
  const auto range = TRY(resolve_dates(asking, lifecycle.scope.dates, lifecycle.interval));
  const auto starts = TRY(calendar.buckets(lifecycle.interval, range.from, range.to, max_buckets));
  std::string intervals = fmt::format("range(0, {})", starts.size());
  if (request.day) {
    const auto moment = asking.moment(*request.day);
    if (!moment) return invalid(moment.error().detail, request.path + ".day");
    const auto after = std::upper_bound(starts.begin(), starts.end(), moment->at);
    if (after == starts.begin() || moment->at > std::max(range.to, starts.back()))
      return invalid(
          fmt::format("{}.day {} is not in the dates of the question.", request.path, *request.day),
          request.path + ".day");
    intervals = fmt::format("[{}]", after - starts.begin() - 1);
  }
  std::string condition = "has(active, i) OR has(active, i - 1)";
  if (request.status) {
    const auto found = std::find(lifecycle_names.begin(), lifecycle_names.end(), *request.status);
    if (found == lifecycle_names.end())
      return invalid(
          fmt::format("{}.status must be one of {}.", request.path, fmt::join(lifecycle_names, ", ")),
          request.path + ".status");
    condition = was(static_cast<LifecycleStatus>(found - lifecycle_names.begin()));
  }
  const auto people = TRY(lives(asking, bindings, lifecycle, starts.front(), range.to));
  return query::Actors{
      fmt::format("SELECT a AS actor_id, n AS event_count FROM ({}) WHERE arrayExists(i -> {}, "
                  "arrayMap(x -> toInt64(x), {}))",
                  people, condition, intervals),
      lifecycle.scope.aggregation_group_type,
      {}};
}

json::object lifecycle_schema() {
  LifecycleQuery lifecycle;
  return query::schema_of([&](query::Shape& shape) { describe(shape, lifecycle); });
}

}  // namespace leapfrog::insights
