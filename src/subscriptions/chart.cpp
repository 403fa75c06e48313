#include "subscriptions/chart.h"

#include <algorithm>

namespace leapfrog::subscriptions {
namespace {

using pictures::Chart;
using Kind = Chart::Kind;

std::string display_of(const json::object& source) {
  const auto* filter = source.if_contains("trendsFilter");
  if (filter == nullptr || !filter->is_object()) return "";
  return std::string(string_or_empty(filter->get_object(), "display"));
}

// "18-Nov-2026 14:00" as people say it beside its neighbours: "18 Nov 14:00".
std::string short_label(const json::value& given) {
  if (!given.is_string()) return to_text(given);
  std::string label(given.get_string());
  const auto day = label.find('-');
  const auto year = day == label.npos ? label.npos : label.find('-', day + 1);
  if (year == label.npos || year + 5 > label.size()) return label;
  label.erase(year, 5);
  label[day] = ' ';
  return label;
}

std::vector<double> values_of(const json::object& series) {
  std::vector<double> values;
  const auto* data = series.if_contains("data");
  if (data == nullptr || !data->is_array()) return values;
  for (const auto& each : data->get_array())
    values.push_back(each.is_number() ? each.to_number<double>() : 0);
  return values;
}

double number_of(const json::object& object, std::string_view field) {
  const auto* value = object.if_contains(field);
  return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

// Values over time; those of the dates before are not drawn.
std::optional<Chart> periods(Chart chart, const json::object& source, const json::array& results,
                             const query::Calendar& calendar, Instant now) {
  const auto& first = results.front().get_object();
  const auto* labels = first.if_contains("labels");
  if (labels == nullptr || !labels->is_array() || labels->get_array().empty()) return std::nullopt;
  for (const auto& label : labels->get_array()) chart.labels.push_back(short_label(label));
  const auto display = display_of(source);
  const auto kind = string_or_empty(source, "kind");
  const bool bars = display == "ActionsBar" || display == "ActionsUnstackedBar" ||
                    kind == "StickinessQuery" || kind == "LifecycleQuery";
  chart.kind = bars ? Kind::bars : Kind::line;
  chart.percent = kind == "FunnelsQuery";
  chart.ongoing = is_ongoing(source, first, calendar, now);
  for (const auto& each : results) {
    if (!each.is_object() || string_or_empty(each.get_object(), "compare_label") == "previous") continue;
    auto values = values_of(each.get_object());
    if (values.size() == chart.labels.size())
      chart.series.push_back({series_name(each.get_object()), std::move(values)});
  }
  return chart;
}

std::optional<Chart> totals(Chart chart, const json::object& source, const json::array& results) {
  chart.series.push_back({"Value", {}});
  std::optional<double> before;
  for (const auto& each : results) {
    if (!each.is_object()) continue;
    const auto& series = each.get_object();
    const auto value = number_of(series, "aggregated_value");
    if (string_or_empty(series, "compare_label") == "previous") {
      if (!before) before = value;
      continue;
    }
    chart.labels.push_back(series_name(series));
    chart.series[0].values.push_back(value);
  }
  const bool one = display_of(source) == "BoldNumber" || chart.labels.size() == 1;
  chart.kind = one ? Kind::number : Kind::values;
  if (one && before && *before != 0 && !chart.series[0].values.empty())
    chart.change = chart.series[0].values[0] / *before - 1;
  return chart;
}

std::optional<Chart> funnel(Chart chart, const json::array& results) {
  chart.kind = Kind::funnel;
  chart.series.push_back({"Count", {}});
  for (const auto& each : results) {
    if (!each.is_object()) return std::nullopt;
    chart.labels.push_back(series_name(each.get_object()));
    chart.series[0].values.push_back(number_of(each.get_object(), "count"));
  }
  return chart;
}

std::optional<Chart> table(Chart chart, const Numbers& numbers) {
  if (numbers.rows.empty()) return std::nullopt;
  chart.kind = Kind::table;
  auto& head = chart.cells.emplace_back();
  for (const auto& column : numbers.columns) head.push_back(column.name);
  for (const auto& row : numbers.rows) {
    auto& cells = chart.cells.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) cells.push_back(cell_text(numbers.columns[i], row[i]));
  }
  return chart;
}

}  // namespace

std::optional<Chart> chart_of(const std::string& title, const json::object& source,
                              const json::object& answer, const Numbers& numbers,
                              const query::Calendar& calendar, Instant now) {
  Chart chart;
  chart.title = title;
  const auto* results = answer.if_contains("results");
  const auto kind = string_or_empty(source, "kind");
  const bool drawn = kind == "TrendsQuery" || kind == "FunnelsQuery" || kind == "StickinessQuery" ||
                     kind == "LifecycleQuery";
  if (drawn && results != nullptr && results->is_array() && !results->get_array().empty() &&
      results->get_array().front().is_object()) {
    const auto& all = results->get_array();
    const auto& first = all.front().get_object();
    std::optional<Chart> made;
    if (first.contains("aggregated_value"))
      made = totals(chart, source, all);
    else if (first.contains("data"))
      made = periods(chart, source, all, calendar, now);
    else if (kind == "FunnelsQuery")
      made = funnel(chart, all);
    if (made && !made->series.empty() && !made->series[0].values.empty()) return made;
  }
  return table(std::move(chart), numbers);
}

}  // namespace leapfrog::subscriptions
