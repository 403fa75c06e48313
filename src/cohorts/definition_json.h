// Definitions in PostHog's shapes: `filters`, and the older `groups`.
#pragma once

#include "base/json.h"
#include "cohorts/definition.h"

namespace leapfrog::cohorts {

// {properties: {type: AND | OR, values: […]}}. Errors are `invalid`; attr is the path below "filters".
Result<Definition> parse_definition(const json::value& filters);

// The same conditions as `filters`: any of the groups [{properties}, {event_id, days, count,
// count_operator}].
Result<json::object> filters_of_groups(const json::value& groups);

}  // namespace leapfrog::cohorts
