#include "insights/trends/trends_result.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "insights/trends/formula.h"

namespace leapfrog::insights {
namespace {

// Whole numbers as such, as people count.
json::value number(double value) {
  if (std::isfinite(value) && std::floor(value) == value && std::abs(value) < 9e15)
    return json::value(static_cast<std::int64_t>(value));
  return json::value(std::isfinite(value) ? value : 0.0);
}

struct Item {
  std::size_t order = 0;
  std::string name;
  json::value action;
  std::vector<std::string> breakdown;
  std::vector<double> values;
};

class Renderer {
 public:
  Renderer(const query::Asking& asking, const TrendsQuery& trends, bool several)
      : asking_(asking), trends_(trends), several_(several) {}

  json::object render(Item item, const Window& window, std::string_view compare_label) const {
    json::object out;
    const auto label = label_of(item);
    if (window.total) {
      out = {{"data", json::array()},
             {"days", json::array()},
             {"labels", json::array()},
             {"count", 0},
             {"aggregated_value", number(item.values.front())}};
    } else {
      if (trends_.smoothing > 1)
        item.values = smooth(item.values, static_cast<std::size_t>(trends_.smoothing));
      const bool cumulative = trends_.display == Display::cumulative;
      if (cumulative) item.values = accumulate_values(item.values);
      double count = 0;
      json::array data;
      for (const auto value : item.values) {
        data.push_back(number(value));
        count = cumulative ? value : count + value;
      }
      out = {{"data", std::move(data)},
             {"days", days(window)},
             {"labels", labels(window)},
             {"count", number(count)}};
    }
    out["label"] = label;
    out["filter"] = json::object();
    out["order"] = static_cast<std::int64_t>(item.order);
    out["action"] = std::move(item.action);
    if (!item.breakdown.empty()) out["breakdown_value"] = breakdown_value(item.breakdown);
    if (trends_.compare.on) {
      out["compare"] = true;
      out["compare_label"] = compare_label;
    }
    return out;
  }

  json::array days(const Window& window) const {
    json::array list;
    for (const auto start : window.buckets)
      list.emplace_back(query::format_day(asking_.calendar(), trends_.interval, start));
    return list;
  }

 private:
  json::array labels(const Window& window) const {
    json::array list;
    for (const auto start : window.buckets)
      list.emplace_back(query::format_label(asking_.calendar(), trends_.interval, start));
    return list;
  }
  json::value breakdown_value(const std::vector<std::string>& breakdown) const {
    if (breakdown.size() > 1) {
      json::array values;
      for (const auto& value : breakdown) values.emplace_back(value);
      return values;
    }
    if (!trends_.breakdown.cohorts.empty() && breakdown.front() != "all")
      return json::value(std::stoll(breakdown.front()));
    return json::value(breakdown.front());
  }
  std::string label_of(const Item& item) const {
    if (item.breakdown.empty()) return item.name;
    std::vector<std::string> parts;
    for (const auto& value : item.breakdown) parts.push_back(readable(value));
    const auto value = fmt::format("{}", fmt::join(parts, "::"));
    return several_ ? fmt::format("{} - {}", item.name, value) : value;
  }
  std::string readable(const std::string& value) const {
    if (trends_.breakdown.cohorts.empty()) return value;
    if (value == "all") return "all users";
    const auto cohort = asking_.cohort(std::stoll(value));
    return cohort && *cohort ? (*cohort)->name : value;
  }

  const query::Asking& asking_;
  const TrendsQuery& trends_;
  bool several_;
};

// One line for each breakdown value that any series has; a series without it counts as nothing.
Result<std::vector<Item>> formula_items(const TrendsQuery& trends, const Period& period) {
  std::vector<Item> items;
  const auto width = period.window.total ? 1 : period.window.buckets.size();
  std::vector<std::vector<std::string>> keys;
  std::map<std::vector<std::string>, std::vector<const Line*>> by_key;
  for (std::size_t series = 0; series < period.lines.size(); ++series) {
    for (const auto& line : period.lines[series]) {
      auto& lines = by_key.try_emplace(line.breakdown, period.lines.size(), nullptr).first->second;
      if (std::find(keys.begin(), keys.end(), line.breakdown) == keys.end()) keys.push_back(line.breakdown);
      lines[series] = &line;
    }
  }
  for (std::size_t order = 0; order < trends.formulas.size(); ++order) {
    const auto& node = trends.formulas[order];
    const auto formula = TRY(Formula::parse(node.formula, trends.series.size()));
    for (const auto& key : keys) {
      Item item{order,
                node.custom_name.empty() ? fmt::format("Formula ({})", node.formula) : node.custom_name,
                nullptr, key, std::vector<double>(width)};
      std::vector<double> inputs(period.lines.size());
      for (std::size_t i = 0; i < width; ++i) {
        for (std::size_t series = 0; series < inputs.size(); ++series) {
          const auto* line = by_key[key][series];
          inputs[series] = line ? line->values[i] : 0;
        }
        item.values[i] = formula.evaluate(inputs);
      }
      items.push_back(std::move(item));
    }
  }
  return items;
}

std::vector<Item> series_items(const TrendsQuery& trends, Period& period, const json::array& days) {
  std::vector<Item> items;
  for (std::size_t order = 0; order < trends.series.size(); ++order) {
    auto action = query::action_json(trends.series[order], order);
    action["days"] = days;
    for (auto& line : period.lines[order])
      items.push_back(
          {order, query::label_of(trends.series[order]), action, line.breakdown, std::move(line.values)});
  }
  return items;
}

}  // namespace

std::vector<double> smooth(const std::vector<double>& values, std::size_t intervals) {
  std::vector<double> smoothed(values.size());
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += values[i];
    if (i >= intervals) sum -= values[i - intervals];
    smoothed[i] = sum / static_cast<double>(std::min(i + 1, intervals));
  }
  return smoothed;
}

std::vector<double> accumulate_values(const std::vector<double>& values) {
  std::vector<double> sums(values);
  for (std::size_t i = 1; i < sums.size(); ++i) sums[i] += sums[i - 1];
  return sums;
}

Result<json::array> render_trends(const query::Asking& asking, const TrendsQuery& trends,
                                  std::vector<Period> periods) {
  const bool formulas = !trends.formulas.empty();
  const Renderer renderer(asking, trends, (formulas ? trends.formulas.size() : trends.series.size()) > 1);
  json::array results;
  for (std::size_t i = 0; i < periods.size(); ++i) {
    auto& period = periods[i];
    const auto days = period.window.total ? json::array() : renderer.days(period.window);
    auto items = formulas ? TRY(formula_items(trends, period)) : series_items(trends, period, days);
    for (auto& item : items)
      results.push_back(renderer.render(std::move(item), period.window, i == 0 ? "current" : "previous"));
  }
  return results;
}

}  // namespace leapfrog::insights
