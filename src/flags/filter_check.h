// What the filters of a flag may be when they are saved.
#pragma once

#include "base/json.h"

namespace leapfrog::flags {

// Errors: `invalid`, attr "filters", with a sentence that names the condition.
Result<> check_filters(const json::object& filters);
// The property filters of one condition.
Result<> check_properties(const json::value& properties);

}  // namespace leapfrog::flags
