// Who is in which cohort, as the engine has it.
#pragma once

#include <string>
#include <string_view>

#include "query/asking.h"

namespace leapfrog::query {

// A SELECT of cohort_id and person_id, merges applied, each person once in a cohort. `versions` is a
// condition on rows `c` of cohort_people.
std::string cohort_rows(std::string_view versions, const Asking& asking);

}  // namespace leapfrog::query
