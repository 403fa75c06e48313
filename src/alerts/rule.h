// When an alert fires: the newest value of a trend, or its change from the one before, against bounds. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/json.h"

namespace leapfrog::alerts {

enum class ConditionType : std::uint8_t { absolute_value, relative_increase, relative_decrease };
enum class ThresholdType : std::uint8_t { absolute, percentage };

struct Rule {
  ConditionType condition = ConditionType::absolute_value;
  ThresholdType threshold = ThresholdType::absolute;
  std::optional<double> lower;  // fires below
  std::optional<double> upper;  // fires above; a percentage is a share: 0.2
  std::int64_t series_index = 0;
  bool check_ongoing_interval = false;  // also the period that is not over
  bool skip_weekend = false;
};

// Changes what the body says of condition {type}, threshold {configuration: {type, bounds}}, config
// {series_index, check_ongoing_interval} and skip_weekend. Errors: `invalid` with the field.
Result<> change_rule(Rule& rule, const json::object& body);
// {condition, threshold, config, skip_weekend} in PostHog's shape.
json::object rule_json(const Rule& rule);

// What a look at an answer gave.
struct Finding {
  double value = 0;  // what was held against the bounds: a value, a difference or a share
  bool breached = false;
  std::string message;  // "Sign-ups is 12, below 20." For people.
};

// `answer` is that of a TrendsQuery, its last period being the one that still goes on. With a breakdown the
// worst of the values counts. `subject` is what people call it. Errors: `invalid` when there is nothing to
// look at.
Result<Finding> judge(const Rule& rule, const json::object& answer, bool broken_down,
                      const std::string& subject);

}  // namespace leapfrog::alerts
