// A step of a rollout as the events tell it: who was told what, and what they did then. One statement for all
// guardrails; comparing is pure.
#pragma once

#include <vector>

#include "query/asking.h"
#include "rollouts/plan.h"

namespace leapfrog::rollouts {

// One person, or group: the instants of a Life, and for each guardrail the outcome's instant or the amount.
struct Observation {
  std::int64_t off = 0;
  std::int64_t on = 0;
  std::vector<double> values;  // an instant fits: below 2^53 microseconds until 2255
};

constexpr std::int64_t max_people_compared = 200'000;  // those who came first

// From `from` to now. Of a condition about groups each observation is a group: what its people were told and
// did together, as far as events name it.
Result<std::vector<Observation>> observe(const query::Asking& asking, std::string_view flag_key,
                                         const Plan& plan, std::optional<int> group_type, Instant from);

struct Reading {
  std::int64_t exposed = 0, unexposed = 0;  // people
  // Of errors and conversions: the share of people that met it. Of means: the mean.
  double exposed_value = 0, unexposed_value = 0;
  std::int64_t exposed_events = 0, unexposed_events = 0;  // of means: people whose window is over
  double evidence = 1;
  double threshold = 1;  // one over the level
  bool breached() const { return evidence >= threshold; }
};
json::object reading_json(const Reading& reading, const Guardrail& guardrail);

// `index` is the guardrail's place in the plan; `now` decides whose window is over.
Reading compare(const std::vector<Observation>& people, const Plan& plan, std::size_t index, Instant now);

}  // namespace leapfrog::rollouts
