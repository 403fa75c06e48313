// The settings of a project in the words posthog-js reads.
#pragma once

#include <string>

#include "accounts/projects.h"
#include "base/json.h"

namespace leapfrog::remote_config {

json::object config_object(const accounts::Project& project);

// Sets window._POSTHOG_REMOTE_CONFIG[token].
std::string config_script(const accounts::Project& project);

}  // namespace leapfrog::remote_config
