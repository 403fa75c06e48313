// Setting a password without the old one: who may, by which link.
#pragma once

#include <string>

#include "accounts/accounts.h"

namespace leapfrog::accounts {

// The path of a new link that sets the user's password once: "/reset/<uuid>/<token>".
Result<std::string> make_reset_path(meta::Connection& connection, const User& user, Instant now);

// For whoever runs the server, who may do anything: the link for this address. Works while the server runs.
// Errors: `not_found` when nobody has the address.
Result<std::string> password_link(meta::Database& database, const Clock& clock, std::string_view email);

// By e-mail, to whose password it is. Inside the transaction that changed it.
Result<> tell_password_changed(Accounts::State& state, meta::Connection& connection, const User& user);

// By e-mail, to the old address. Inside the transaction that changed it.
Result<> tell_address_changed(Accounts::State& state, meta::Connection& connection, const User& before,
                              const std::string& email);

}  // namespace leapfrog::accounts
