#include "insights/trends/trends_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "insights/date_window.h"
#include "insights/trends/series_source.h"

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

Result<std::string> statement_of(const query::Asking& asking, query::Bindings& bindings,
                                 const SourceRequest& request) {
  if (request.series.computed() == Math::hogql) return expression_statement(asking, bindings, request);
  const auto source = TRY(series_source(asking, bindings, request));
  if (!request.trends.breakdown.fields.empty()) return broken_down(source, request.trends.breakdown);
  return fmt::format("SELECT t, {} AS value FROM {} GROUP BY t", plain(source.aggregate), source.from);
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
  query::Bindings bindings;
  const SourceRequest request{trends, series, window, cohort, false};
  const auto keys = trends.breakdown.fields.size();
  const auto sql = TRY(statement_of(asking, bindings, request));
  const auto rows = TRY(asking.rows(query::Statement{sql, bindings.parameters(), {}}));

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
