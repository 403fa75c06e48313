// A batch's event rows in the engine: inserting them so that trying again is harmless, and what is needed
// when the engine drops a try although it has not got the rows. The argument is in
// docs/internals/exactly-once.md.
#pragma once

#include "ingestion/preparation.h"
#include "storage/events/engine.h"

namespace leapfrog::ingestion {

// Sends each block under a token of its own. The engine drops what it has under that token.
Result<> insert_events(events::Engine& engine, const PreparedBatch& batch);
// How many of the batch's rows are there, whoever inserted them.
Result<std::size_t> count_events(events::Engine& engine, const PreparedBatch& batch);
// Takes out what insert_events of this batch has stored.
Result<> remove_events(events::Engine& engine, const PreparedBatch& batch);

}  // namespace leapfrog::ingestion
