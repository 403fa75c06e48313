// Copies of people and groups in the analytics engine, for queries: the newest version of a key wins there.
#pragma once

#include "persons/persons.h"
#include "storage/events/engine.h"

namespace leapfrog::ingestion {

// Inserting the same changes again changes nothing.
Result<> mirror_changes(events::Engine& engine, const persons::Changes& changes);

}  // namespace leapfrog::ingestion
