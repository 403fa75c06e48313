#include "rollouts/decision.h"

#include <fmt/format.h>

#include <cmath>

namespace leapfrog::rollouts {
namespace {

std::string breach_text(const Guardrail& guardrail, const Reading& reading) {
  const auto worse = guardrail.harm == Harm::increase ? "more" : "less";
  const auto odds = std::min(reading.evidence, 1e9);
  if (guardrail.kind == Guardrail::Kind::mean)
    return fmt::format(
        "{}: {:.4g} for each exposed person against {:.4g} for others ({} and {} people), which is {} than "
        "chance allows (evidence {:.4g}, needed {:.4g}).",
        guardrail.name, reading.exposed_value, reading.unexposed_value, reading.exposed_events,
        reading.unexposed_events, worse, odds, reading.threshold);
  return fmt::format(
      "{}: {} of {} exposed people ({:.2f} %) against {} of {} others ({:.2f} %), which is {} than chance "
      "allows (evidence {:.4g}, needed {:.4g}).",
      guardrail.name, reading.exposed_events, reading.exposed, reading.exposed_value * 100,
      reading.unexposed_events, reading.unexposed, reading.unexposed_value * 100, worse, odds,
      reading.threshold);
}

}  // namespace

Decision decide(const Rollout& rollout, std::span<const Reading> readings, std::int64_t exposed,
                Instant now) {
  for (std::size_t i = 0; i < readings.size(); ++i) {
    if (readings[i].breached())
      return {Decision::Kind::stop, breach_text(rollout.plan.guardrails.at(i), readings[i])};
  }
  const auto& step = rollout.current();
  if (now - rollout.step_started_at < seconds(step.min_seconds) || exposed < step.min_people) return {};
  const bool last = rollout.step + 1 == rollout.plan.steps.size();
  return {last ? Decision::Kind::finish : Decision::Kind::advance, ""};
}

}  // namespace leapfrog::rollouts
