// The best attempt of each actor, found over the arrays of funnel_actors() by passes of array functions: one
// for each step instead of one for each event. docs/internals/query-semantics.md says what an attempt is.
#pragma once

#include <string>

#include "insights/funnels/funnel_layout.h"

namespace leapfrog::insights {

// A statement over `actors` (see funnel_actors) that selects `columns` of it as they are, and r1, r2, … for
// the steps: the time at which the best attempt reached each, in the layout's microseconds, 0 where it did
// not. Actors without an attempt are left out. Of an unordered funnel r2 is the second step done, whichever
// it was.
std::string funnel_attempts(const FunnelsQuery& funnel, const FunnelLayout& layout, std::string_view actors,
                            std::string_view columns);

}  // namespace leapfrog::insights
