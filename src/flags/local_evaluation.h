// The definitions that server SDKs evaluate by themselves, in the shape they read.
#pragma once

#include "base/json.h"
#include "flags/definition_set.h"

namespace leapfrog::flags {

// One of `flags`. Without `with_cohorts`, conditions on cohorts that are plain lists of filters become those
// filters.
json::object local_definition(const DefinitionSet& set, std::uint32_t flag, bool with_cohorts);

// All that stands beside `flags`: group_type_mapping, cohorts, …
json::object local_surroundings(const DefinitionSet& set, bool with_cohorts);

}  // namespace leapfrog::flags
