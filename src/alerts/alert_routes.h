// alerts/: PostHog's resource, with the address of a webhook beside the members it tells.
#pragma once

#include "alerts/checker.h"

namespace leapfrog::alerts {

// `changed` is called after an alert was made or changed.
void add_alert_routes(http::Router& router, const Parts& parts, Checker& checker,
                      std::function<void()> changed);

}  // namespace leapfrog::alerts
