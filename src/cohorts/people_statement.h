// A definition as one statement to the engine: the people with a profile who meet it, at the moment of the
// asking. Events are read once, however many criteria look at them.
#pragma once

#include "cohorts/definition.h"
#include "query/asking.h"

namespace leapfrog::cohorts {

// "SELECT … AS person_id …": each person once, with merges applied. Errors are `invalid` with the path of the
// criterion that names what does not exist; `unavailable` while a cohort that is named was not counted yet.
Result<std::string> people_statement(const query::Asking& asking, query::Bindings& bindings,
                                     const Definition& definition);

}  // namespace leapfrog::cohorts
