// webhooks/: where webhooks go, and new secrets. outbox/: what became of the messages.
#pragma once

#include "accounts/accounts.h"
#include "outbox/destinations.h"

namespace leapfrog::outbox {

void add_outbox_routes(http::Router& router, accounts::Accounts& accounts, const Parts& parts,
                       const Destinations& destinations);

}  // namespace leapfrog::outbox
