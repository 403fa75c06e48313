// Who sent a request: the credential it carries, looked up.
#pragma once

#include "accounts/accounts.h"

namespace leapfrog::accounts {

constexpr std::string_view key_prefix = "phx_";
constexpr std::string_view project_secret_prefix = "phs_";

// See Accounts::authenticate. Notes the use of a key or session, at most once a minute.
Result<Access> access_of(Accounts::State& state, const http::Request& request);

// Whether the key may be used for this project of this organisation. Errors: `forbidden`.
Result<> check_key_reaches(const Access& who, std::string_view organization,
                           std::optional<ProjectId> project);

}  // namespace leapfrog::accounts
