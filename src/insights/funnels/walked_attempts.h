// The best attempts of a plainly ordered funnel of people, walked in this program over numbers that the
// engine gives: the second way beside the statement of funnel_attempts. Work is linear in the events of the
// steps, whatever the number of steps is, and nothing has to be planned
// (docs/decisions/0014-funnels-are-walked.md).
#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <vector>

#include "insights/funnels/funnel_actors.h"
#include "insights/funnels/person_events.h"

namespace leapfrog::insights {

struct WalkedAttempt {
  std::uint32_t value = 0;                // of the breakdown: a place in PersonEvents::values()
  std::size_t bucket = 0;                 // of trends: the interval in which it began
  std::span<const std::int64_t> reached;  // FunnelLayout::time() at each step, 0 where it was not reached
};

// Whether the funnel can be walked; the others are asked of the engine whole.
bool is_walkable(const FunnelsQuery& funnel, const FunnelLayout& layout);

using AttemptVisitor = std::function<void(const WalkedAttempt&)>;

// How many threads are worth it.
std::size_t walkers_for(const PersonEvents& events);

// What is to be walked.
struct WalkedFunnel {
  const FunnelRequest& request;
  const FunnelLayout& layout;
  const query::Calendar& calendar;
  const std::vector<Instant>& buckets;  // of trends: the starts of intervals
};

// Applies the merges and tells the best attempt of each person that began one, for each value and interval;
// without a breakdown the value is 0. Each of `visitors` is called from a thread of its own, and who comes to
// which is left to chance. An error once `cancelled`, which may be null, is set.
Result<> walk_attempts(PersonEvents& events, const WalkedFunnel& funnel, const std::atomic<bool>* cancelled,
                       const std::vector<AttemptVisitor>& visitors);

}  // namespace leapfrog::insights
