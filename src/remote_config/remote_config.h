// The door of what SDKs load before they send: remote config, the SDK's own scripts, and the empty lists of
// products that have nothing for them yet.
#pragma once

#include "accounts/projects.h"
#include "base/time.h"
#include "http/router.h"

namespace leapfrog::remote_config {

// The directory and the clock must outlive the router.
void add_routes(http::Router& router, const accounts::ProjectDirectory& projects, const Clock& clock);

}  // namespace leapfrog::remote_config
