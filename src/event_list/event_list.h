// The door of this slice: stored events, one by one, in PostHog's shapes.
#pragma once

#include "accounts/accounts.h"
#include "storage/events/engine.h"

namespace leapfrog::event_list {

// events/, events/{uuid}/ and events/values/.
void add_routes(http::Router& router, accounts::Accounts& accounts, events::Engine& engine);

}  // namespace leapfrog::event_list
