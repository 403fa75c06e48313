// The best attempts of a plainly ordered funnel of people, walked in this program over numbers that the
// engine gives: the second way beside the statement of funnel_attempts. Work is linear in the events of the
// steps, whatever the number of steps is, and nothing has to be planned
// (docs/decisions/0014-funnels-are-walked.md).
#pragma once

#include <functional>
#include <span>

#include "insights/funnels/person_events.h"

namespace leapfrog::insights {

struct WalkedAttempt {
  std::uint32_t value = 0;                // of the breakdown: a place in PersonEvents::values()
  std::size_t bucket = 0;                 // of trends: the interval in which it began
  std::span<const std::int64_t> reached;  // FunnelLayout::time() at each step, 0 where it was not reached
};

// Whether the funnel can be walked; the others are asked of the engine whole.
bool is_walkable(const FunnelsQuery& funnel, const FunnelLayout& layout);

// Calls `visit` with the best attempt of each person that began one, for each value and interval. Without a
// breakdown the value is 0, and `buckets` (the starts of intervals) matter to trends only.
void walk_attempts(const PersonEvents& events, const FunnelRequest& request, const FunnelLayout& layout,
                   const query::Calendar& calendar, const std::vector<Instant>& buckets,
                   const std::function<void(const WalkedAttempt&)>& visit);

}  // namespace leapfrog::insights
