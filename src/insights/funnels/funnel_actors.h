// The rows under a funnel: for each actor the events of the steps, as numbers in the order in which they are
// to be taken.
#pragma once

#include <string>

#include "insights/funnels/funnel_layout.h"
#include "query/sql/event_rows.h"

namespace leapfrog::insights {

struct FunnelRequest {
  const FunnelsQuery& funnel;
  query::ResolvedRange range;
  std::optional<std::int64_t> cohort;  // only its people

  bool is_broken_down() const { return !funnel.breakdown.fields.empty(); }
};

// What the statement selects: `a` the actor, `ks` the numbers (see FunnelLayout), with a breakdown `v` its
// value (a text, or a list of them for several fields), and for trends `b`, the start of the interval in
// which attempts begin (seconds since 1970). An actor has a row for each value and interval.
Result<std::string> funnel_actors(query::EventRows& rows, const FunnelRequest& request,
                                  const FunnelLayout& layout);

// A row for each event: `a` the person as it was then, `k` the event's number, with a breakdown `v` its
// value.
Result<std::string> funnel_events(query::EventRows& rows, const FunnelRequest& request,
                                  const FunnelLayout& layout);

// The expression of who goes through the funnel. Restricts `rows` to events that have one.
Result<std::string> funnel_actor(query::EventRows& rows, const FunnelsQuery& funnel);

// What stands for an absent value of the breakdown.
std::string absent_value(const query::Breakdown& breakdown);

}  // namespace leapfrog::insights
