// Making users, organisations and projects with all that belongs to each, inside the caller's transaction.
#pragma once

#include <string>
#include <string_view>

#include "accounts/accounts.h"
#include "accounts/organization_store.h"
#include "accounts/project_store.h"
#include "accounts/user_store.h"

namespace leapfrog::accounts {

// Checks email, password and names, and hashes the password (slow: not inside a transaction).
Result<NewUser> checked_founder(std::string_view email, std::string_view password,
                                std::string_view first_name, std::string_view last_name);

struct MadeProject {
  ProjectRow project;
  std::string secret;  // phs_…, known only now
};
Result<MadeProject> make_project(meta::Connection& connection, const NewProject& project,
                                 std::optional<UserId> user, Instant now);

// With `owner` as its owner.
Result<Organization> make_organization(meta::Connection& connection, std::string_view name, UserId owner,
                                       Instant now);

struct Founded {
  UserRow user;
  Organization organization;
  ProjectRow project;
  std::string project_secret;
};
Result<Founded> found(meta::Connection& connection, const NewUser& founder,
                      std::string_view organization_name, std::string_view project_name, Instant now);

}  // namespace leapfrog::accounts
