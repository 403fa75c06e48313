#include "alerts/rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace leapfrog::alerts {
namespace {

constexpr std::array<std::string_view, 3> condition_names = {"absolute_value", "relative_increase",
                                                             "relative_decrease"};
constexpr std::array<std::string_view, 2> threshold_names = {"absolute", "percentage"};

template <class Choice, std::size_t N>
Result<> read_choice(const json::object& object, Choice& choice, const std::array<std::string_view, N>& names,
                     const std::string& attr) {
  const auto text = TRY(optional_string(object, "type"));
  if (!text) return {};
  const auto found = std::find(names.begin(), names.end(), *text);
  if (found == names.end())
    return invalid(fmt::format("Expected one of {}.", fmt::join(names, ", ")), attr, "invalid_choice");
  choice = static_cast<Choice>(found - names.begin());
  return {};
}

// The object inside; nothing when absent or null.
Result<const json::object*> inner(const json::object& object, std::string_view field,
                                  const std::string& attr) {
  const auto* value = object.if_contains(field);
  if (value == nullptr || value->is_null()) return nullptr;
  if (!value->is_object()) return invalid("Expected an object.", attr);
  return &value->get_object();
}

Result<std::optional<double>> bound(const json::object& bounds, std::string_view field) {
  const auto* value = bounds.if_contains(field);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (!value->is_number())
    return invalid("Expected a number.", fmt::format("threshold.configuration.bounds.{}", field));
  return value->to_number<double>();
}

Result<> change_threshold(Rule& rule, const json::object& threshold) {
  const auto* configuration = TRY(inner(threshold, "configuration", "threshold.configuration"));
  if (configuration == nullptr) return {};
  TRY(read_choice(*configuration, rule.threshold, threshold_names, "threshold.configuration.type"));
  if (const auto* bounds = TRY(inner(*configuration, "bounds", "threshold.configuration.bounds"))) {
    rule.lower = TRY(bound(*bounds, "lower"));
    rule.upper = TRY(bound(*bounds, "upper"));
  }
  return {};
}

json::value bound_json(const std::optional<double>& bound) {
  return bound ? json::value(*bound) : json::value(nullptr);
}

double number_of(const json::value& value) {
  return value.is_number() ? value.to_number<double>() : std::numeric_limits<double>::quiet_NaN();
}

// The value to look at and the one before; the first is alone where the answer is one total.
struct Pair {
  double now = 0;
  std::optional<double> before;
};

Result<Pair> pair_of(const json::object& series, const Rule& rule) {
  if (const auto* total = series.if_contains("aggregated_value"); total != nullptr && total->is_number())
    return Pair{number_of(*total), std::nullopt};
  const auto* data = series.if_contains("data");
  if (data == nullptr || !data->is_array()) return invalid("The insight gives no values over time.");
  const auto& values = data->get_array();
  const std::size_t last = values.size() - (rule.check_ongoing_interval ? 0 : 1);
  if (values.empty() || last == 0) return invalid("The insight covers no finished period yet.");
  Pair pair{number_of(values[last - 1]), std::nullopt};
  if (last > 1) pair.before = number_of(values[last - 2]);
  return pair;
}

std::string number_text(double value, bool share) {
  if (!std::isfinite(value)) return "more than can be said";
  if (share) return fmt::format("{:.1f}%", value * 100);
  if (std::abs(value - std::round(value)) < 1e-9 && std::abs(value) < 1e15)
    return fmt::format("{}", static_cast<std::int64_t>(std::round(value)));
  return fmt::format("{:.2f}", value);
}

std::string sentence(const Rule& rule, const Finding& finding, const std::string& subject) {
  const bool share =
      rule.threshold == ThresholdType::percentage && rule.condition != ConditionType::absolute_value;
  const auto value = number_text(finding.value, share);
  auto text = rule.condition == ConditionType::absolute_value ? fmt::format("{} is {}", subject, value)
              : rule.condition == ConditionType::relative_increase
                  ? fmt::format("{} went up by {}", subject, value)
                  : fmt::format("{} went down by {}", subject, value);
  if (rule.lower && finding.value < *rule.lower)
    return text + ", below " + number_text(*rule.lower, share) + ".";
  if (rule.upper && finding.value > *rule.upper)
    return text + ", above " + number_text(*rule.upper, share) + ".";
  return text + ", within its bounds.";
}

Result<double> measured(const Rule& rule, const Pair& pair) {
  if (rule.condition == ConditionType::absolute_value) return pair.now;
  if (!pair.before) return invalid("A change needs two periods: show the insight over time.");
  const auto change =
      rule.condition == ConditionType::relative_increase ? pair.now - *pair.before : *pair.before - pair.now;
  if (rule.threshold == ThresholdType::absolute) return change;
  if (*pair.before != 0) return change / std::abs(*pair.before);
  return change == 0 ? 0 : std::copysign(std::numeric_limits<double>::infinity(), change);
}

}  // namespace

Result<> change_rule(Rule& rule, const json::object& body) {
  if (const auto* condition = TRY(inner(body, "condition", "condition")))
    TRY(read_choice(*condition, rule.condition, condition_names, "condition.type"));
  if (const auto* threshold = TRY(inner(body, "threshold", "threshold")))
    TRY(change_threshold(rule, *threshold));
  if (const auto* config = TRY(inner(body, "config", "config"))) {
    rule.series_index = TRY(optional_int(*config, "series_index")).value_or(rule.series_index);
    if (rule.series_index < 0 || rule.series_index > 100)
      return invalid("There is no such series.", "config.series_index");
    rule.check_ongoing_interval =
        TRY(optional_bool(*config, "check_ongoing_interval")).value_or(rule.check_ongoing_interval);
  }
  rule.skip_weekend = TRY(optional_bool(body, "skip_weekend")).value_or(rule.skip_weekend);
  if (!rule.lower && !rule.upper)
    return invalid("Give at least one bound.", "threshold.configuration.bounds", "required");
  if (rule.lower && rule.upper && *rule.lower > *rule.upper)
    return invalid("The lower bound is above the upper one.", "threshold.configuration.bounds");
  return {};
}

json::object rule_json(const Rule& rule) {
  return {{"condition", {{"type", condition_names.at(static_cast<std::size_t>(rule.condition))}}},
          {"threshold",
           {{"configuration",
             {{"type", threshold_names.at(static_cast<std::size_t>(rule.threshold))},
              {"bounds", {{"lower", bound_json(rule.lower)}, {"upper", bound_json(rule.upper)}}}}}}},
          {"config",
           {{"type", "TrendsAlertConfig"},
            {"series_index", rule.series_index},
            {"check_ongoing_interval", rule.check_ongoing_interval}}},
          {"skip_weekend", rule.skip_weekend}};
}

Result<Finding> judge(const Rule& rule, const json::object& answer, bool broken_down,
                      const std::string& subject) {
  const auto* results = answer.if_contains("results");
  if (results == nullptr || !results->is_array()) return invalid("The insight gives no series.");
  const auto& all = results->get_array();
  std::vector<const json::object*> looked_at;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].is_object()) continue;
    const auto& series = all[i].get_object();
    if (string_or_empty(series, "compare_label") == "previous") continue;
    if (broken_down || static_cast<std::int64_t>(i) == rule.series_index) looked_at.push_back(&series);
  }
  if (looked_at.empty()) {
    // Nobody did it at all: a breakdown has no rows then, and the value is 0.
    if (!broken_down) return invalid("The insight has no such series any more.");
    Finding none;
    none.breached = rule.lower && 0 < *rule.lower;
    none.message = sentence(rule, none, subject);
    return none;
  }
  std::optional<Finding> chosen;
  for (const auto* series : looked_at) {
    Finding finding;
    finding.value = TRY(measured(rule, TRY(pair_of(*series, rule))));
    finding.breached =
        (rule.lower && finding.value < *rule.lower) || (rule.upper && finding.value > *rule.upper);
    const auto label = std::string(string_or_empty(*series, "label"));
    finding.message = sentence(
        rule, finding, broken_down && !label.empty() ? fmt::format("{} ({})", subject, label) : subject);
    if (!chosen || (finding.breached && !chosen->breached)) chosen = std::move(finding);
  }
  return *std::move(chosen);
}

}  // namespace leapfrog::alerts
