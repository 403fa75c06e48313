// The answer to /flags and /decide while a project has no flags, in the shape of every version.
#pragma once

#include <string_view>

#include "accounts/projects.h"
#include "base/json.h"
#include "base/time.h"

namespace leapfrog::remote_config {

enum class FlagsShape {
  list,     // /decide?v=1: the names of enabled flags
  enabled,  // /decide?v=2: name → value
  legacy,   // /flags without v, /decide?v=3: with payloads
  records,  // /flags?v=2 and later, /decide?v=4: one record per flag
};

FlagsShape flags_shape(std::string_view version);
FlagsShape decide_shape(std::string_view version);

json::object flags_answer(FlagsShape shape, std::string_view request_id, Instant now);

}  // namespace leapfrog::remote_config
