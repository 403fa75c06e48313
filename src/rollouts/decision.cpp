#include "rollouts/decision.h"

#include <fmt/format.h>

#include <cmath>

namespace leapfrog::rollouts {
namespace {

std::string breach_text(const Guardrail& guardrail, const Reading& reading, bool of_groups) {
  const auto* actor = of_groups ? "group" : "person";
  const auto* actors = of_groups ? "groups" : "people";
  const auto worse = guardrail.harm == Harm::increase ? "more" : "less";
  // Beyond a million the exact odds tell nobody more.
  const auto odds = reading.evidence > 1e6 ? "more than 1000000" : fmt::format("{:.4g}", reading.evidence);
  if (guardrail.kind == Guardrail::Kind::mean)
    return fmt::format(
        "{}: {:.4g} for each exposed {} against {:.4g} for others ({} and {} {}), which is {} than chance "
        "allows (evidence {}, needed {:.4g}).",
        guardrail.name, reading.exposed_value, actor, reading.unexposed_value, reading.exposed_events,
        reading.unexposed_events, actors, worse, odds, reading.threshold);
  return fmt::format(
      "{}: {} of {} exposed {} ({:.2f} %) against {} of {} others ({:.2f} %), which is {} than chance "
      "allows (evidence {}, needed {:.4g}).",
      guardrail.name, reading.exposed_events, reading.exposed, actors, reading.exposed_value * 100,
      reading.unexposed_events, reading.unexposed, reading.unexposed_value * 100, worse, odds,
      reading.threshold);
}

}  // namespace

Decision decide(const Rollout& rollout, std::span<const Reading> readings, std::int64_t exposed,
                Instant now) {
  for (std::size_t i = 0; i < readings.size(); ++i) {
    if (readings[i].breached())
      return {Decision::Kind::stop,
              breach_text(rollout.plan.guardrails.at(i), readings[i], rollout.group_type.has_value())};
  }
  const auto& step = rollout.current();
  if (now - rollout.step_started_at < seconds(step.min_seconds) || exposed < step.min_people) return {};
  const bool last = rollout.step + 1 == rollout.plan.steps.size();
  return {last ? Decision::Kind::finish : Decision::Kind::advance, ""};
}

}  // namespace leapfrog::rollouts
