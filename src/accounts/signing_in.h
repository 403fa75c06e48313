// Starting a session, and how often someone may try to.
#pragma once

#include <string>
#include <string_view>

#include "accounts/accounts.h"

namespace leapfrog::accounts {

// One attempt by this address at this account ("" for none in particular). Errors: `throttled`.
Result<> take_attempt(Accounts::State& state, const http::Request& request, std::string_view account);
void give_attempt_back(Accounts::State& state, const http::Request& request, std::string_view account);

// A new session inside the caller's transaction; gives the secret for the cookie.
Result<std::string> start_session(meta::Connection& connection, UserId user, const http::Request& request,
                                  Instant now);

}  // namespace leapfrog::accounts
