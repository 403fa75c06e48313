// Cohorts stand on other cohorts: which on which, and that none stands on itself.
#pragma once

#include "cohorts/store.h"

namespace leapfrog::cohorts {

// Everything that `cohort` is made of exists: the cohorts it names, none of which may lead back to it.
// Errors: `invalid` with attr filters.
Result<> check_dependencies(meta::Connection& connection, const CohortRecord& cohort);

// Those that name this one, directly.
Result<std::vector<CohortRecord>> dependents_of(meta::Connection& connection, const CohortRecord& cohort);

// All that stand on it are to be counted again, however far above.
Result<> touch_dependents(meta::Connection& connection, const CohortRecord& cohort, Instant at);

}  // namespace leapfrog::cohorts
