#include "insights/trends/trends_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "insights/date_window.h"
#include "insights/trends/series_source.h"
#include "query/sql/breakdown_keys.h"

namespace leapfrog::insights {
namespace {

using query::Math;

std::string state(const Aggregate& aggregate) {
  return fmt::format("{}State{}({})", aggregate.name, aggregate.parameters, aggregate.argument);
}
std::string merged(const Aggregate& aggregate) {
  return fmt::format("{}Merge{}(s)", aggregate.name, aggregate.parameters);
}
std::string plain(const Aggregate& aggregate) {
  return fmt::format("{}{}({})", aggregate.name, aggregate.parameters, aggregate.argument);
}

std::string key_names(std::size_t count) {
  std::string names;
  for (std::size_t i = 0; i < count; ++i) names += fmt::format("{}b{}", i == 0 ? "" : ", ", i);
  return names;
}

// Only the values with the highest sums keep their names. Numbers of the rest are added up; where that is not
// the number of all, states are merged, so that "other" is exact for unique people too.
std::string broken_down(const SeriesSource& source, const query::Breakdown& breakdown) {
  const auto keys = key_names(breakdown.fields.size());
  const auto others =
      breakdown.hide_other ? fmt::format("WHERE place <= {} ", breakdown.limit) : std::string();
  std::string kept;
  for (std::size_t i = 0; i < breakdown.fields.size(); ++i)
    kept += fmt::format("if(place <= {}, b{}, '{}') AS k{}, ", breakdown.limit, i, query::breakdown_other, i);
  std::string grouped = "t";
  for (std::size_t i = 0; i < breakdown.fields.size(); ++i) grouped += fmt::format(", k{}", i);
  if (source.aggregate.name == "count" || source.aggregate.name == "sum") {
    return fmt::format(
        "SELECT {0}t, sum(n) AS value FROM (SELECT {1}, ts, ns, row_number() OVER (ORDER BY total DESC, {1}) "
        "AS place FROM (SELECT {1}, groupArray(t) AS ts, groupArray(n) AS ns, sum(n) AS total FROM (SELECT "
        "{1}, t, ifNull(toFloat64({2}), 0) AS n FROM {3} GROUP BY {1}, t) GROUP BY {1})) ARRAY JOIN ts AS t, "
        "ns AS n {4}GROUP BY {5}",
        kept, keys, plain(source.aggregate), source.from, others, grouped);
  }
  return fmt::format(
      "SELECT {0}t, {1} AS value FROM (SELECT {2}, t, s, dense_rank() OVER (ORDER BY total DESC, {2}) AS "
      "place "
      "FROM (SELECT {2}, t, s, sum(ifNull(toFloat64(finalizeAggregation(s)), 0)) OVER (PARTITION BY {2}) AS "
      "total "
      "FROM (SELECT {2}, t, {3} AS s FROM {4} GROUP BY {2}, t))) {5}GROUP BY {6}",
      kept, merged(source.aggregate), keys, state(source.aggregate), source.from, others, grouped);
}

double number_of(const json::value& value) { return value.is_number() ? value.to_number<double>() : 0; }

// The same for counts, whose rest is what the values with names leave of all: the engine then need not move
// the numbers of values that nobody will see. Rows of breakdown values, t and the count.
Result<std::vector<json::array>> counted_by_value(const query::Asking& asking,
                                                  const query::Bindings& bindings, const SeriesSource& source,
                                                  const query::Breakdown& breakdown) {
  const auto fields = breakdown.fields.size();
  const auto limit = static_cast<std::size_t>(breakdown.limit);
  std::string keys, names;
  for (std::size_t i = 0; i < fields; ++i) {
    keys += fmt::format("{} AS k{}, ", query::breakdown_key(fmt::format("b{}", i)), i);
    names += fmt::format("{}k{}", i == 0 ? "" : ", ", i);
  }
  auto top = TRY(asking.rows(query::Statement{
      fmt::format("SELECT {0}, ts, ns FROM (SELECT {1}groupArray(t) AS ts, groupArray(n) AS ns, sum(n) AS "
                  "total FROM (SELECT {2}, t, count() AS n FROM {3} GROUP BY {2}, t) GROUP BY {0}) ORDER BY "
                  "total DESC, {0} LIMIT {4}",
                  names, keys, key_names(fields), source.from, limit + 1),
      bindings.parameters(),
      {}}));
  const bool has_others = top.size() > limit;
  if (has_others) top.pop_back();
  std::vector<json::array> rows;
  std::map<std::int64_t, double> named;  // by t
  for (auto& value : top) {
    const auto& times = value.at(fields).as_array();
    const auto& counts = value.at(fields + 1).as_array();
    for (std::size_t i = 0; i < times.size(); ++i) {
      auto& row = rows.emplace_back(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(fields));
      row.push_back(times[i]);
      row.push_back(counts.at(i));
      named[times[i].to_number<std::int64_t>()] += number_of(counts.at(i));
    }
  }
  if (!has_others || breakdown.hide_other) return rows;
  for (const auto& all :
       TRY(asking.rows(query::Statement{fmt::format("SELECT t, count() AS n FROM {} GROUP BY t", source.from),
                                        bindings.parameters(),
                                        {}}))) {
    const auto rest = number_of(all.at(1)) - named[all.at(0).to_number<std::int64_t>()];
    if (rest <= 0) continue;
    json::array row(fields, json::value(query::breakdown_other));
    row.push_back(all.at(0));
    row.push_back(rest);
    rows.push_back(std::move(row));
  }
  return rows;
}

// Sums and counts of a sample stand for all; averages and the like do already.
double scale_of(const TrendsQuery& trends, const query::Series& series) {
  const auto math = series.computed();
  const bool grows = !query::is_per_actor_math(math) && (!query::is_property_math(math) || math == Math::sum);
  return (grows ? 1 / trends.scope.sampling : 1) * series.math_multiplier;
}

std::size_t bucket_index(const Window& window, std::int64_t start) {
  if (window.total) return 0;
  const auto after = std::upper_bound(window.buckets.begin(), window.buckets.end(), Instant(seconds(start)));
  return after == window.buckets.begin() ? 0 : static_cast<std::size_t>(after - window.buckets.begin()) - 1;
}

// Rows of breakdown values, t and the value.
Result<std::vector<json::array>> rows_of(const query::Asking& asking, const SourceRequest& request) {
  query::Bindings bindings;
  const auto ask = [&](std::string sql) {
    return asking.rows(query::Statement{std::move(sql), bindings.parameters(), {}});
  };
  if (request.series.computed() == Math::hogql)
    return ask(TRY(expression_statement(asking, bindings, request)));
  const auto source = TRY(series_source(asking, bindings, request));
  const auto& breakdown = request.trends.breakdown;
  if (breakdown.fields.empty())
    return ask(fmt::format("SELECT t, {} AS value FROM {} GROUP BY t", plain(source.aggregate), source.from));
  if (source.is_plain_count) return counted_by_value(asking, bindings, source, breakdown);
  return ask(broken_down(source, breakdown));
}

}  // namespace

Result<Window> window_of(const query::Asking& asking, const TrendsQuery& trends,
                         const query::ResolvedRange& range) {
  Window window{range, {}, is_total(trends.display)};
  window.buckets = window.total
                       ? std::vector{range.from}
                       : TRY(asking.calendar().buckets(trends.interval, range.from, range.to, max_buckets));
  return window;
}

double Line::sum() const { return std::accumulate(values.begin(), values.end(), 0.0); }

Result<std::vector<Line>> series_lines(const query::Asking& asking, const TrendsQuery& trends,
                                       const query::Series& series, const Window& window,
                                       std::optional<std::int64_t> cohort) {
  const auto keys = trends.breakdown.fields.size();
  const auto rows = TRY(rows_of(asking, {trends, series, window, cohort, false, true}));

  const double scale = scale_of(trends, series);
  const auto width = window.total ? 1 : window.buckets.size();
  std::map<std::vector<std::string>, std::vector<double>> by_key;
  if (keys == 0) by_key.try_emplace({}, width, 0.0);
  for (const auto& row : rows) {
    std::vector<std::string> key;
    for (std::size_t i = 0; i < keys; ++i) key.emplace_back(row.at(i).as_string());
    auto& values = by_key.try_emplace(std::move(key), width, 0.0).first->second;
    values[bucket_index(window, row.at(keys).to_number<std::int64_t>())] +=
        number_of(row.at(keys + 1)) * scale;
  }
  std::vector<Line> lines;
  for (auto& [key, values] : by_key) lines.push_back({key, std::move(values)});
  const auto is_other = [](const Line& line) {
    return !line.breakdown.empty() && line.breakdown.front() == query::breakdown_other;
  };
  std::stable_sort(lines.begin(), lines.end(), [&](const Line& a, const Line& b) {
    if (is_other(a) != is_other(b)) return is_other(b);
    return a.sum() > b.sum();
  });
  return lines;
}

}  // namespace leapfrog::insights
