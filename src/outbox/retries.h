// When a message is tried again. Pure.
#pragma once

#include <optional>

#include "base/time.h"

namespace leapfrog::outbox {

// After that many attempts that failed, the last of them now: 10 s, 1 min, 5 min, 30 min, 2 h, then every 5
// h. Nothing when the message would be more than a day old by then.
std::optional<Instant> next_attempt(Instant created_at, std::int64_t attempts, Instant now);

}  // namespace leapfrog::outbox
