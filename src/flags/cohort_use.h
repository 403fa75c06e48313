// Which flags stand on a cohort, for those who are about to delete it.
#pragma once

#include <string>
#include <vector>

#include "accounts/projects.h"
#include "storage/meta/database.h"

namespace leapfrog::flags {

// The keys of the flags with conditions on the cohort. `connection` reads the accounts' file.
Result<std::vector<std::string>> flags_on_cohort(meta::Connection& connection, accounts::ProjectId project,
                                                 std::int64_t cohort);

}  // namespace leapfrog::flags
