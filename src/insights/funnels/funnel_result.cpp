#include "insights/funnels/funnel_result.h"

#include <fmt/format.h>

#include <cmath>

namespace leapfrog::insights {
namespace {

json::value or_null(std::optional<double> number) {
  return number ? json::value(*number) : json::value(nullptr);
}

bool has_breakdown(const FunnelsQuery& funnel) { return !funnel.breakdown.empty(); }

json::object step_json(const FunnelsQuery& funnel, std::size_t order, const StepFigures& figures) {
  json::object step;
  if (funnel.order == FunnelOrder::unordered) {
    step["action_id"] = nullptr;
    step["name"] = fmt::format("Completed {} step{}", order + 1, order == 0 ? "" : "s");
    step["custom_name"] = nullptr;
    step["type"] = "events";
  } else {
    const auto action = query::action_json(funnel.series[order], order);
    step["action_id"] = action.at("id");
    step["name"] = action.at("name");
    step["custom_name"] = action.at("custom_name");
    step["type"] = action.at("type");
  }
  step["order"] = static_cast<std::int64_t>(order);
  step["people"] = json::array();
  step["count"] = std::llround(figures.count);
  step["average_conversion_time"] = or_null(figures.average);
  step["median_conversion_time"] = or_null(figures.median);
  return step;
}

json::array steps_json(const FunnelsQuery& funnel, const FunnelLine& line) {
  json::array steps;
  for (std::size_t order = 0; order < line.steps.size(); ++order) {
    auto step = step_json(funnel, order, line.steps[order]);
    if (has_breakdown(funnel)) {
      step["breakdown"] = line.value;
      step["breakdown_value"] = line.value;
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

double percentage(double part, double whole) {
  return whole > 0 ? std::round(part / whole * 10'000) / 100 : 0;
}

json::value number(double value) {
  if (std::floor(value) == value) return json::value(static_cast<std::int64_t>(value));
  return json::value(value);
}

}  // namespace

json::array render_steps(const FunnelsQuery& funnel, const std::vector<FunnelLine>& lines) {
  if (!has_breakdown(funnel)) return steps_json(funnel, lines.front());
  json::array results;
  for (const auto& line : lines) results.push_back(steps_json(funnel, line));
  return results;
}

json::object render_times(const ConversionTimes& times) {
  json::array bins;
  for (const auto& bin : times.bins) bins.push_back(json::array{bin.from, bin.count});
  return {{"bins", std::move(bins)}, {"average_conversion_time", or_null(times.average)}};
}

json::array render_trends(const query::Calendar& calendar, const FunnelsQuery& funnel,
                          const std::vector<Instant>& buckets, const std::vector<FunnelTrend>& lines) {
  json::array days;
  json::array labels;
  for (const auto start : buckets) {
    days.emplace_back(query::format_day(calendar, funnel.interval, start));
    labels.emplace_back(query::format_label(calendar, funnel.interval, start));
  }
  json::array results;
  for (const auto& line : lines) {
    json::array data;
    json::array entered;
    json::array converted;
    for (std::size_t i = 0; i < buckets.size(); ++i) {
      data.push_back(number(percentage(line.converted[i], line.entered[i])));
      entered.push_back(std::llround(line.entered[i] / funnel.scope.sampling));
      converted.push_back(std::llround(line.converted[i] / funnel.scope.sampling));
    }
    json::object item{{"count", static_cast<std::int64_t>(buckets.size())},
                      {"data", std::move(data)},
                      {"days", days},
                      {"labels", labels},
                      {"reached_from_step_count", std::move(entered)},
                      {"reached_to_step_count", std::move(converted)}};
    if (has_breakdown(funnel)) item["breakdown_value"] = line.value;
    results.push_back(std::move(item));
  }
  return results;
}

}  // namespace leapfrog::insights
