#include "insights/retention/retention.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "insights/date_window.h"
#include "insights/retention/retention_query.h"
#include "insights/retention/retention_statement.h"

namespace leapfrog::insights {
namespace {

using Key = std::vector<std::string>;
using Table = std::vector<std::vector<double>>;  // [interval][step]

// The last of the intervals is the one that the range ends in.
Result<RetentionWindow> window_of(const query::Asking& asking, const RetentionQuery& retention) {
  auto dates = retention.scope.dates;
  dates.from = std::nullopt;
  dates.explicit_date = false;
  const auto& calendar = asking.calendar();
  Instant to = asking.now_within(query::unit_of(retention.period));
  if (dates.to) {
    const auto moment = asking.moment(*dates.to);
    if (!moment) return invalid(moment.error().detail, "dateRange.date_to");
    to = moment->at;
  }
  const auto unit = query::unit_of(retention.period);
  const auto last = calendar.start_of(retention.period, to);
  return RetentionWindow{calendar.add(last, unit, -static_cast<int>(retention.intervals - 1)),
                         calendar.add(last, unit, 1) - microseconds(1)};
}

Table empty_table(std::int64_t intervals) {
  Table table;
  for (std::int64_t i = 0; i < intervals; ++i) table.emplace_back(static_cast<std::size_t>(intervals - i));
  return table;
}

Result<std::map<Key, Table>> tables_of(const query::Asking& asking, const RetentionQuery& retention,
                                       const RetentionWindow& window) {
  const auto keys = retention.breakdown.fields.size();
  std::map<Key, Table> tables;
  if (keys == 0) tables.try_emplace({}, empty_table(retention.intervals));
  for (const auto& row : TRY(asking.rows(TRY(retention_statement(asking, retention, window))))) {
    Key key;
    for (std::size_t k = 0; k < keys; ++k) key.emplace_back(row.at(k).as_string());
    const auto i = row.at(keys).to_number<std::int64_t>();
    const auto j = row.at(keys + 1).to_number<std::int64_t>();
    if (i < 0 || j < 0 || i + j >= retention.intervals) continue;
    auto& table = tables.try_emplace(std::move(key), empty_table(retention.intervals)).first->second;
    const auto& value = row.at(keys + 2);
    table[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] =
        value.is_number() ? value.to_number<double>() : 0;
  }
  return tables;
}

// The breakdown values by which most actors began; the rest is left out, as tables cannot be added up.
std::vector<std::pair<Key, Table>> largest(std::map<Key, Table> tables, int limit) {
  std::vector<std::pair<Key, Table>> sorted(std::make_move_iterator(tables.begin()),
                                            std::make_move_iterator(tables.end()));
  const auto began = [](const Table& table) {
    double sum = 0;
    for (const auto& row : table) sum += row.front();
    return sum;
  };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const auto& a, const auto& b) { return began(a.second) > began(b.second); });
  if (sorted.size() > static_cast<std::size_t>(limit)) sorted.resize(static_cast<std::size_t>(limit));
  return sorted;
}

json::value number(double value) {
  if (std::floor(value) == value && std::abs(value) < 9e15)
    return json::value(static_cast<std::int64_t>(value));
  return json::value(value);
}

// Of a sample, for everybody: averages are what they are.
double scaled(const RetentionQuery& retention, double value) {
  if (retention.aggregate == RetentionAggregate::avg) return value;
  const double all = value / retention.scope.sampling;
  return retention.aggregate == RetentionAggregate::count ? std::round(all) : all;
}

json::object render_row(const query::Asking& asking, const RetentionQuery& retention, Instant start,
                        std::size_t i, const std::vector<double>& row, const Key& key) {
  constexpr std::array<std::string_view, 5> words = {"Minute", "Hour", "Day", "Week", "Month"};
  const auto word = words.at(static_cast<std::size_t>(retention.period));
  json::array values;
  for (std::size_t j = 0; j < row.size(); ++j)
    values.push_back(
        json::object{{"count", number(scaled(retention, row[j]))}, {"label", fmt::format("{} {}", word, j)}});
  json::object out{{"date", query::format_zoned(asking.calendar(), start)},
                   {"label", fmt::format("{} {}", word, i)},
                   {"values", std::move(values)}};
  if (key.size() == 1) out["breakdown_value"] = key.front();
  if (key.size() > 1) out["breakdown_value"] = json::value_from(key);
  return out;
}

}  // namespace

Result<json::object> answer_retention(const query::Asking& asking, const json::object& query) {
  const auto retention = TRY(parse_retention(query));
  const auto window = TRY(window_of(asking, retention));
  const auto& calendar = asking.calendar();
  const auto starts = TRY(calendar.buckets(retention.period, window.from, window.to, max_buckets));
  json::array results;
  for (const auto& [key, table] :
       largest(TRY(tables_of(asking, retention, window)), retention.breakdown.limit)) {
    for (std::size_t i = 0; i < table.size(); ++i)
      results.push_back(render_row(asking, retention, starts.at(i), i, table[i], key));
  }
  return json::object{{"results", std::move(results)},
                      {"resolved_date_range", range_json(asking, {window.from, window.to, false})}};
}

Result<query::Actors> retention_actors(const query::Asking& asking, query::Bindings& bindings,
                                       const query::ActorsRequest& request) {
  const auto retention = TRY(parse_retention(request.source));
  const auto window = TRY(window_of(asking, retention));
  std::vector<std::string> conditions;
  if (request.interval) conditions.push_back(fmt::format("i = {}", *request.interval));
  if (request.day)
    conditions.push_back(
        fmt::format("step.1 = {}", TRY(query::whole_number(*request.day, request.path + ".day"))));
  if (request.breakdown) {
    if (request.breakdown->size() != retention.breakdown.fields.size())
      return invalid(fmt::format("{}.breakdown must have {} values, one for each breakdown.", request.path,
                                 retention.breakdown.fields.size()),
                     request.path + ".breakdown");
    for (std::size_t i = 0; i < request.breakdown->size(); ++i)
      conditions.push_back(fmt::format("b{} = {}", i, bindings.text((*request.breakdown)[i])));
  }
  // Whoever began has a step 0 even without a value; of a sum or average only who did what it is taken over
  // is behind it.
  if (retention.aggregate != RetentionAggregate::count) conditions.emplace_back("isNotNull(step.2)");
  if (conditions.empty()) conditions.emplace_back("1");
  return query::Actors{
      fmt::format("SELECT a AS actor_id, count() AS event_count FROM ({}) WHERE {} GROUP BY a",
                  TRY(retention_steps(asking, bindings, retention, window)), fmt::join(conditions, " AND ")),
      retention.scope.aggregation_group_type,
      {}};
}

json::object retention_schema() {
  RetentionQuery retention;
  return query::schema_of([&](query::Shape& shape) { describe(shape, retention); });
}

}  // namespace leapfrog::insights
