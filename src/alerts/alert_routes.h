// alerts/: PostHog's resource, with the address of a webhook.
#pragma once

#include "alerts/checker.h"

namespace leapfrog::alerts {

void add_alert_routes(http::Router& router, const Parts& parts, Checker& checker);

}  // namespace leapfrog::alerts
