// The door of what SDKs load before they send: remote config, the SDK's own scripts, and the empty lists of
// products that have nothing for them yet.
#pragma once

#include "accounts/projects.h"
#include "base/json.h"
#include "http/router.h"

namespace leapfrog::remote_config {

// The settings of a project in the words posthog-js reads.
json::object config_object(const accounts::Project& project);

// The directory must outlive the router.
void add_routes(http::Router& router, const accounts::ProjectDirectory& projects);

}  // namespace leapfrog::remote_config
