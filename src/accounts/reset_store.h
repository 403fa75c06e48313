// Links for setting a password without the old one. The link's token is stored as its hash and good for one
// hour and one use.
#pragma once

#include <optional>
#include <string>

#include "accounts/accounts.h"

namespace leapfrog::accounts {

constexpr seconds reset_lifetime = std::chrono::hours(1);

// Also removes those that have expired. `user` is nothing for an address without an account: a row is written
// all the same, so that asking takes as long.
Result<> insert_reset(meta::Connection& connection, std::optional<UserId> user, std::string_view token_hash,
                      Instant now);
// Whose password the token may set; nothing when it is unknown, used or expired.
Result<std::optional<UserId>> find_reset(meta::Connection& connection, std::string_view token_hash,
                                         Instant now);
// All links of a user.
Result<> delete_resets(meta::Connection& connection, UserId user);

}  // namespace leapfrog::accounts
