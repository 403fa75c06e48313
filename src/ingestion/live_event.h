// How a watcher sees an event: the JSON of the live stream.
#pragma once

#include "ingestion/live_feed.h"
#include "ingestion/work.h"

namespace leapfrog::ingestion {

LiveEvent live_event(const Work& work);

}  // namespace leapfrog::ingestion
