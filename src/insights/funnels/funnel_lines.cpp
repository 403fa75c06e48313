#include "insights/funnels/funnel_lines.h"

#include <fmt/format.h>

#include <algorithm>

#include "insights/funnels/funnel_attempts.h"
#include "insights/funnels/walked_lines.h"

namespace leapfrog::insights {
namespace {

constexpr std::string_view median = "quantileExactInclusive";

double number_of(const json::value& value) { return value.is_number() ? value.to_number<double>() : 0; }
std::optional<double> maybe_number(const json::value& value) {
  return value.is_number() ? std::optional(value.to_number<double>()) : std::nullopt;
}

// A step whose time counts: the seconds since the required step before it.
std::optional<std::string> seconds_to(const FunnelsQuery& funnel, std::size_t step) {
  if (step == 0 || funnel.series[step].optional_in_funnel) return std::nullopt;
  auto before = step - 1;
  while (funnel.series[before].optional_in_funnel) --before;
  return fmt::format("(r{} - r{}) / 1e6", step + 1, before + 1);
}

std::string other_value(const query::Breakdown& breakdown) {
  return breakdown.fields.size() == 1 ? fmt::format("'{}'", other_values)
                                      : fmt::format("['{}']", other_values);
}

std::string step_columns(const FunnelsQuery& funnel, bool states) {
  std::string text;
  for (std::size_t step = 0; step < funnel.steps(); ++step) {
    text += fmt::format("{0}countIf(r{1} > 0) AS c{1}", step == 0 ? "" : ", ", step + 1);
    if (const auto time = seconds_to(funnel, step)) {
      const auto state = states ? "State" : "";
      text += fmt::format(", avg{0}If({1}, r{2} > 0) AS a{2}, {3}{0}If(0.5)({1}, r{2} > 0) AS m{2}", state,
                          *time, step + 1, median);
    }
  }
  return text;
}

std::string merged_columns(const FunnelsQuery& funnel) {
  std::string text;
  for (std::size_t step = 0; step < funnel.steps(); ++step) {
    text += fmt::format(", sum(c{})", step + 1);
    if (seconds_to(funnel, step))
      text += fmt::format(", avgMerge(a{0}), {1}Merge(0.5)(m{0})", step + 1, median);
  }
  return text;
}

std::vector<StepFigures> read_steps(const FunnelsQuery& funnel, const json::array& row, std::size_t at) {
  std::vector<StepFigures> steps(funnel.steps());
  for (std::size_t step = 0; step < steps.size(); ++step) {
    steps[step].count = number_of(row.at(at++));
    if (!seconds_to(funnel, step)) continue;
    steps[step].average = maybe_number(row.at(at++));
    steps[step].median = maybe_number(row.at(at++));
  }
  return steps;
}

}  // namespace

json::value shown_value(const json::value& value) {
  const auto text = [](const json::value& one) {
    const std::string_view found = one.get_string();
    return json::value(found == query::breakdown_null ? "" : found);
  };
  json::array list;
  if (const auto* several = value.if_array())
    for (const auto& one : *several) list.push_back(text(one));
  else
    list.push_back(text(value));
  return list;
}

events::Settings attempt_settings() { return {{"query_plan_merge_expressions", "0"}}; }

Result<std::string> attempts_of(const query::Asking& asking, query::Bindings& bindings,
                                const FunnelRequest& request, std::string_view columns) {
  query::EventRows rows(asking, bindings);
  const FunnelLayout layout(request.funnel, request.range);
  const auto actors = TRY(funnel_actors(rows, request, layout));
  return funnel_attempts(request.funnel, layout, actors, columns);
}

Result<std::vector<FunnelLine>> step_lines(const query::Asking& asking, const FunnelRequest& request) {
  const auto& funnel = request.funnel;
  if (auto walked = TRY(walked_step_lines(asking, request))) return *std::move(walked);
  query::Bindings bindings;
  const bool split = request.is_broken_down();
  const auto attempts = TRY(attempts_of(asking, bindings, request, split ? "a, v" : "a"));
  auto sql = fmt::format("SELECT {} FROM ({})", step_columns(funnel, false), attempts);
  if (split) {
    const auto limit = funnel.breakdown.limit;
    sql = fmt::format(
        "SELECT if(place <= {0}, v, {1}) AS value{2} FROM (SELECT *, row_number() OVER (ORDER BY c1 DESC, v) "
        "AS "
        "place FROM (SELECT v, {3} FROM ({4}) GROUP BY v)) {5}GROUP BY value ORDER BY min(place)",
        limit, other_value(funnel.breakdown), merged_columns(funnel), step_columns(funnel, true), attempts,
        funnel.breakdown.hide_other ? fmt::format("WHERE place <= {} ", limit) : "");
  }
  std::vector<FunnelLine> lines;
  for (const auto& row : TRY(asking.rows(query::Statement{sql, bindings.parameters(), attempt_settings()}))) {
    auto value = split ? shown_value(row.at(0)) : json::value(nullptr);
    lines.push_back({std::move(value), read_steps(funnel, row, split ? 1 : 0)});
    for (auto& step : lines.back().steps) step.count /= funnel.scope.sampling;
  }
  return lines;
}

std::int64_t automatic_bins(std::size_t actors) {
  std::int64_t bins = 1;
  while (bins < max_automatic_bins && static_cast<std::size_t>(bins * bins * bins) < actors) ++bins;
  return bins;
}

Result<ConversionTimes> conversion_times(const query::Asking& asking, const FunnelRequest& request) {
  const auto& funnel = request.funnel;
  if (auto walked = TRY(walked_conversion_times(asking, request))) return *std::move(walked);
  const auto from = funnel.from_step.value_or(0) + 1;
  const auto to = funnel.to_step.value_or(static_cast<std::int64_t>(funnel.series.size()) - 1) + 1;
  query::Bindings bindings;
  const auto attempts = TRY(attempts_of(asking, bindings, request, "a"));
  const auto bins = funnel.bins ? std::to_string(std::clamp<std::int64_t>(*funnel.bins, 1, max_time_bins))
                                : fmt::format(
                                      "toInt64(arrayFirst(bins -> bins * bins * bins >= length(seconds) OR "
                                      "bins = {0}, range(1, {0} + 1)))",
                                      max_automatic_bins);
  const auto rows = TRY(asking.rows(query::Statement{
      fmt::format(
          "SELECT bins, low, width, average, bin, count() FROM (SELECT groupArray((r{0} - r{1}) / 1e6) AS "
          "seconds, {2} "
          "AS bins, toInt64(floor(arrayMin(seconds))) AS low, toInt64(ceil(arrayMax(seconds))) AS high, "
          "toInt64(ceil((high - low) / bins)) AS span, if(span > 0, span, 60) AS width, arrayAvg(seconds) AS "
          "average, arrayJoin(arrayMap(x -> toInt64(floor((x - low) / width)), seconds)) AS bin FROM ({3}) "
          "WHERE "
          "r{0} > 0 AND r{1} > 0) GROUP BY bins, low, width, average, bin",
          to, from, bins, attempts),
      bindings.parameters(), attempt_settings()}));
  ConversionTimes times;
  if (rows.empty()) return times;
  const auto whole = [&](std::size_t column) { return rows.front().at(column).to_number<std::int64_t>(); };
  times.average = maybe_number(rows.front().at(3));
  // One more than asked for: the longest time opens a bin of its own where the width divides evenly.
  for (std::int64_t bin = 0; bin <= whole(0); ++bin) times.bins.push_back({whole(1) + bin * whole(2), 0});
  for (const auto& row : rows)
    times.bins.at(row.at(4).to_number<std::size_t>()).count = row.at(5).to_number<std::int64_t>();
  return times;
}

Result<std::vector<FunnelTrend>> trend_lines(const query::Asking& asking, const FunnelRequest& request,
                                             const std::vector<Instant>& buckets) {
  const auto& funnel = request.funnel;
  if (auto walked = TRY(walked_trend_lines(asking, request, buckets))) return *std::move(walked);
  query::Bindings bindings;
  const bool split = request.is_broken_down();
  const auto attempts = TRY(attempts_of(asking, bindings, request, split ? "a, b, v" : "a, b"));
  const auto counts = fmt::format("countIf(r{} > 0) AS entered, countIf(r{} > 0) AS converted",
                                  funnel.from_step.value_or(0) + 1, funnel.steps());
  auto sql = fmt::format("SELECT b, {} FROM ({}) GROUP BY b", counts, attempts);
  if (split) {
    const auto limit = funnel.breakdown.limit;
    sql = fmt::format(
        "SELECT b, sum(entered), sum(converted), if(place <= {0}, v, {1}) AS value, min(place) AS rank FROM "
        "(SELECT *, dense_rank() OVER (ORDER BY total DESC, v) AS place FROM (SELECT *, sum(entered) OVER "
        "(PARTITION BY v) AS total FROM (SELECT v, b, {2} FROM ({3}) GROUP BY v, b))) {4}GROUP BY b, value "
        "ORDER "
        "BY rank",
        limit, other_value(funnel.breakdown), counts, attempts,
        funnel.breakdown.hide_other ? fmt::format("WHERE place <= {} ", limit) : "");
  }
  std::vector<FunnelTrend> lines;
  const auto line_of = [&](const json::value& value) -> FunnelTrend& {
    for (auto& line : lines)
      if (line.value == value) return line;
    lines.push_back({value, std::vector<double>(buckets.size()), std::vector<double>(buckets.size())});
    return lines.back();
  };
  if (!split) line_of(nullptr);
  for (const auto& row : TRY(asking.rows(query::Statement{sql, bindings.parameters(), attempt_settings()}))) {
    auto& line = line_of(split ? shown_value(row.at(3)) : json::value(nullptr));
    const Instant start{seconds(row.at(0).to_number<std::int64_t>())};
    const auto bucket = std::lower_bound(buckets.begin(), buckets.end(), start) - buckets.begin();
    if (static_cast<std::size_t>(bucket) == buckets.size()) continue;
    line.entered[static_cast<std::size_t>(bucket)] += number_of(row.at(1));
    line.converted[static_cast<std::size_t>(bucket)] += number_of(row.at(2));
  }
  return lines;
}

}  // namespace leapfrog::insights
