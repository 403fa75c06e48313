// When a user was last in a project. A visit goes on until they have been away for a while.
#pragma once

#include <optional>

#include "accounts/accounts.h"

namespace leapfrog::accounts {

// Away for longer is another visit.
constexpr seconds visit_gap = std::chrono::hours(2);

// The user is here now. Gives when their visit before this one ended; nothing on the first.
Result<std::optional<Instant>> note_visit(meta::Connection& connection, UserId user, ProjectId project,
                                          Instant now);

}  // namespace leapfrog::accounts
