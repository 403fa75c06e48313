// The door of this slice: ways of looking at a list (columns, order, filters) that people keep and share, in
// the shape of PostHog's column configurations.
#pragma once

#include <vector>

#include "accounts/accounts.h"
#include "base/time.h"
#include "http/router.h"
#include "storage/meta/database.h"

namespace leapfrog::saved_views {

// column_configurations/. `database` is the one of accounts; all must outlive the router.
void add_routes(http::Router& router, accounts::Accounts& accounts, meta::Database& database,
                const Clock& clock);

// The schema, migrations 1300 to 1349, in the database of accounts.
const std::vector<meta::Migration>& migrations();

}  // namespace leapfrog::saved_views
