// The settings of a project in the words posthog-js reads.
#pragma once

#include <string>

#include "accounts/projects.h"
#include "remote_config/remote_config.h"

namespace leapfrog::remote_config {

// Sets window._POSTHOG_REMOTE_CONFIG[token].
std::string config_script(const accounts::Project& project);

}  // namespace leapfrog::remote_config
