// The door of the dashboards slice: what people keep of what they found out. Saved insights, dashboards with
// their tiles, annotations on time charts. In PostHog's shapes, under /api/projects/{project_id}/.
#pragma once

#include <span>
#include <vector>

#include "accounts/accounts.h"
#include "base/time.h"
#include "http/router.h"
#include "query/running/runner.h"
#include "storage/meta/database.h"

namespace leapfrog::dashboards {

// `database` is the one of accounts: a change and its line in the activity log are one transaction. All
// references must outlive the router.
void add_routes(http::Router& router, accounts::Accounts& accounts, meta::Database& database,
                const Clock& clock, query::Runner& questions, std::span<const query::Kind> kinds);

// The schema, migrations 700 to 799.
const std::vector<meta::Migration>& migrations();

}  // namespace leapfrog::dashboards
