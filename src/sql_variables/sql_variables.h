// The door of this slice: values that a project keeps under a name for its SQL, {variables.code_name}, in the
// shape of PostHog's insight variables.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "accounts/accounts.h"
#include "base/time.h"
#include "http/router.h"
#include "query/catalog.h"
#include "storage/meta/database.h"

namespace leapfrog::sql_variables {

// insight_variables/. `database` is the one of accounts; all must outlive the router.
void add_routes(http::Router& router, accounts::Accounts& accounts, meta::Database& database,
                const Clock& clock);

// What stands for a name where a question gives no value; nothing when the project has no such variable.
Result<std::optional<query::Variable>> find_variable(meta::Database& database, accounts::ProjectId project,
                                                     std::string_view code_name);

// The schema, migrations 1350 to 1399, in the database of accounts.
const std::vector<meta::Migration>& migrations();

}  // namespace leapfrog::sql_variables
