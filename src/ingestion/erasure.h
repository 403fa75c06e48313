// Works off what people asked to be forgotten: their events and the mirrored copies of them in the engine.
#pragma once

#include "persons/persons.h"
#include "storage/events/engine.h"

namespace leapfrog::ingestion {

// Removes the rows of the erasures that wait and books how many events went. Only while nothing is being
// inserted. Gives whether more wait. An error leaves the rest for the next call; erasing twice is harmless.
Result<bool> work_off_erasures(events::Engine& engine, meta::Database& database, Instant now);

}  // namespace leapfrog::ingestion
