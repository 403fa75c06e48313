// Projects that were deleted and whose data is still to be erased. The deletion and its entry here are one
// transaction; whoever keeps data of projects works the entries off.
#pragma once

#include <vector>

#include "accounts/accounts.h"

namespace leapfrog::accounts {

Result<std::vector<ProjectId>> projects_to_erase(Accounts& accounts);
Result<> project_erased(Accounts& accounts, ProjectId project);

}  // namespace leapfrog::accounts
