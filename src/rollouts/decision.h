// What is to become of a running rollout after a look. Pure.
#pragma once

#include <span>
#include <string>

#include "rollouts/measurement.h"
#include "rollouts/store.h"

namespace leapfrog::rollouts {

struct Decision {
  enum class Kind : std::uint8_t { wait, advance, finish, stop };
  Kind kind = Kind::wait;
  std::string reason;  // of a stop: which guardrail, with its numbers
};

// `readings` are those of the plan's guardrails; `exposed` people since the step began.
Decision decide(const Rollout& rollout, std::span<const Reading> readings, std::int64_t exposed, Instant now);

}  // namespace leapfrog::rollouts
