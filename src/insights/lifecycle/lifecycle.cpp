#include "insights/lifecycle/lifecycle.h"

#include <fmt/format.h>

#include <algorithm>

#include "insights/date_window.h"
#include "insights/lifecycle/lifecycle_query.h"
#include "query/sql/event_rows.h"

namespace leapfrog::insights {
namespace {

using Counts = std::array<std::vector<std::int64_t>, 4>;

// One row for each actor with the intervals it was active in, the one before the range included; from them,
// what it was in each interval.
Result<query::Statement> statement(const query::Asking& asking, const LifecycleQuery& lifecycle,
                                   const query::ResolvedRange& range, std::size_t intervals) {
  const auto& calendar = asking.calendar();
  const auto first = calendar.start_of(lifecycle.interval, range.from);
  query::Bindings bindings;
  query::EventRows rows(asking, bindings);
  rows.between(calendar.add(first, query::unit_of(lifecycle.interval), -1), range.to);
  TRY(rows.only(lifecycle.series.front()));
  TRY(rows.only(lifecycle.scope));
  const auto group = lifecycle.scope.aggregation_group_type;
  const auto actor = rows.actor(group);
  if (group) rows.where(actor + " != ''");
  const auto index = [&](std::string_view time) {
    return query::interval_index(calendar, lifecycle.interval, first, time);
  };
  // Whoever has no profile has no date of creation either: their first event here stands for it. A group
  // likewise.
  const auto created = group ? std::string("min(e.timestamp)")
                             : std::string(
                                   "if(minIf(e.person_created_at, e.person_created_at > toDateTime64("
                                   "'1971-01-01', 6, 'UTC')) > toDateTime64('1971-01-01', 6, 'UTC'), "
                                   "minIf(e.person_created_at, e.person_created_at > toDateTime64("
                                   "'1971-01-01', 6, 'UTC')), min(e.timestamp))");
  const auto people = fmt::format("SELECT {} AS a, groupUniqArray({}) AS active, {} AS created {} GROUP BY a",
                                  actor, index("e.timestamp"), created, rows.sql());
  const auto last = static_cast<std::int64_t>(intervals) - 1;
  return query::Statement{
      fmt::format(
          "SELECT x.1, x.2, toInt64(count()) FROM (SELECT arrayJoin(arrayConcat("
          "arrayMap(i -> (i, multiIf(i = born, 0, has(active, i - 1), 1, 2)), arrayFilter(i -> i >= 0, "
          "active)), "
          "arrayMap(i -> (i + 1, 3), arrayFilter(i -> i < {} AND NOT has(active, i + 1), active)))) AS x "
          "FROM (SELECT active, {} AS born FROM ({}))) GROUP BY x",
          last, index("created"), people),
      bindings.parameters(),
      {}};
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
    for (const auto value : counts.at(status)) {
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

json::object lifecycle_schema() {
  LifecycleQuery lifecycle;
  return query::schema_of([&](query::Shape& shape) { describe(shape, lifecycle); });
}

}  // namespace leapfrog::insights
