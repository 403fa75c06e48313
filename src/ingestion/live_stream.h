// The live feed as server-sent events.
#pragma once

#include <string>

#include "http/message.h"
#include "ingestion/live_feed.h"

namespace leapfrog::ingestion {

struct LiveFilter {
  std::string event;        // "" any
  std::string distinct_id;  // "" any
};

// Each event is one `data:` line; a comment every 15 s keeps the connection open; `event: lost` tells how
// many a slow watcher missed.
std::unique_ptr<http::BodyStream> live_stream(std::shared_ptr<LiveFeed::Subscription> subscription,
                                              LiveFilter filter);

}  // namespace leapfrog::ingestion
