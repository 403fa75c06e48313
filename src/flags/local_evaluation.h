// The definitions that server SDKs evaluate by themselves, in the shape they read.
#pragma once

#include "base/json.h"
#include "flags/definition_set.h"

namespace leapfrog::flags {

// {flags, group_type_mapping, cohorts, …}. Without `with_cohorts`, conditions on cohorts that are plain lists
// of filters become those filters.
json::object local_definitions(const DefinitionSet& set, bool with_cohorts);

}  // namespace leapfrog::flags
