// Roles and what they are called.
#pragma once

#include <optional>
#include <string_view>

#include "accounts/accounts.h"

namespace leapfrog::accounts {

// The role with that number, nothing for a number that is none.
std::optional<Role> role_of_level(std::int64_t level);
inline std::int64_t level_of(Role role) { return static_cast<std::int64_t>(role); }
std::string_view role_name(Role role);

}  // namespace leapfrog::accounts
