// subscriptions/: PostHog's resource, with a test and what became of the deliveries.
#pragma once

#include "subscriptions/sender.h"

namespace leapfrog::subscriptions {

// `changed` is called after one was made or changed.
void add_subscription_routes(http::Router& router, const Parts& parts, Sender& sender,
                             std::function<void()> changed);

}  // namespace leapfrog::subscriptions
