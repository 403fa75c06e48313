// What a staged rollout is to do: steps with their conditions, and what must not get worse on the way.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "query/series.h"
#include "rollouts/safe_logrank.h"

namespace leapfrog::rollouts {

struct Step {
  double percentage = 0;
  std::int64_t min_seconds = 0;
  std::int64_t min_people = 0;  // exposed in this step
};

struct Guardrail {
  enum class Kind : std::uint8_t {
    errors,      // who meets an $exception
    conversion,  // who does the series, one after the other
    mean,        // how much of the series each person does within a window
  };
  Kind kind = Kind::errors;
  std::string name;
  json::array series_as_asked;
  std::vector<query::Series> series;
  Harm harm = Harm::increase;
  double tolerance = 0;
  std::string sum_of;                  // of a mean: the property that is added up; "": events are counted
  std::int64_t window_seconds = 3600;  // of a mean
};

struct Plan {
  std::vector<Step> steps;  // ascending percentages
  std::vector<Guardrail> guardrails;
  bool rolls_back = true;                      // on a breach; otherwise it pauses
  double false_alarm_rate = 0.05;              // of the whole rollout
  std::string webhook;                         // "": none is told
  std::vector<std::int64_t> subscribed_users;  // told by e-mail of what happens without them

  // The level of one test: a rollout is several tests, of which none may be wrong.
  double level() const;
};

// Errors name the place: "steps[1].percentage".
Result<Plan> parse_plan(const json::object& body);
json::object plan_json(const Plan& plan);

}  // namespace leapfrog::rollouts
