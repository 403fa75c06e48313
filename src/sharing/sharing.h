// The door of this slice: public links. Whoever has one sees one dashboard or insight, computed, and nothing
// else of the project; with a password where one is set, until its end where it has one.
#pragma once

#include <functional>
#include <vector>

#include "accounts/accounts.h"
#include "base/time.h"
#include "http/router.h"
#include "storage/meta/database.h"

namespace leapfrog::sharing {

// Computes a question; given by whoever knows how.
using Answer =
    std::function<Result<json::object>(const accounts::ProjectAccess& access, const json::object& query)>;

// All must outlive the router. `database` is the one of accounts.
struct Parts {
  accounts::Accounts& accounts;
  meta::Database& database;
  const Clock& clock;
  Answer answer;
};

// dashboards/{id}/sharing/, insights/{id}/sharing/ for members, /api/shared/{token}/ for everybody.
void add_routes(http::Router& router, Parts parts);

// The schema, migrations 1100 to 1149, in the database of accounts.
const std::vector<meta::Migration>& migrations();

}  // namespace leapfrog::sharing
