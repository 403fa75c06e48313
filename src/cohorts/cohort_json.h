// Bodies and answers of cohorts in PostHog's keys.
#pragma once

#include "cohorts/store.h"

namespace leapfrog::cohorts {

// `creator` as user_json() gives it; `counting`: at this moment.
json::object cohort_json(const CohortRecord& cohort, json::value creator, bool counting);
// The fields that the activity log compares.
json::object logged_fields(const CohortRecord& cohort);
json::object counting_json(const Counted& counted);

// What a body changes. Definitions and queries are checked for their form. Errors: `invalid` with the path.
Result<> change_cohort(CohortRecord& cohort, const json::object& body);

}  // namespace leapfrog::cohorts
