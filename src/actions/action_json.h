// Actions and their steps from and to JSON, in PostHog's keys.
#pragma once

#include "actions/actions.h"

namespace leapfrog::actions {

constexpr std::size_t max_steps = 50;
constexpr std::size_t max_name = 400;  // characters
constexpr std::size_t max_description = 4'000;
constexpr std::size_t max_text = 2'000;  // of one condition
constexpr std::size_t max_step_properties = 50;

// `steps` of a request. Errors: `invalid` whose attr names the place, as "steps[0].url".
Result<std::vector<ActionStep>> parse_steps(const json::value& steps);
json::array steps_json(const std::vector<ActionStep>& steps);

// Applies what the body says of name, description, tags, steps, pinned, deleted and Slack to the action.
Result<> change_action(Action& action, const json::object& body, Instant now);

// `creator` is PostHog's user object or null.
json::object action_json(const Action& action, json::value creator);
// The fields of the activity log.
json::object logged_fields(const Action& action);

}  // namespace leapfrog::actions
