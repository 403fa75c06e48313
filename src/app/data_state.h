// How far the engine's rows have come, for the slice that asks about them.
#pragma once

#include <memory>

#include "ingestion/pipeline.h"
#include "query/running/data_state.h"

namespace leapfrog::app {

// Everything outlives it; `people` is the database of people.
std::unique_ptr<query::DataState> data_state_of(const ingestion::Pipeline& pipeline, events::Engine& engine,
                                                meta::Database& people);

}  // namespace leapfrog::app
