// The best attempts of the usual funnel: ordered, without exclusions and optional steps. It says the same as
// the passes of funnel_attempts in far fewer words, which matters because the engine takes longer to plan
// those than to run them over a million events (docs/decisions/0010-what-makes-questions-fast.md).
#pragma once

#include <string>

#include "insights/funnels/funnel_layout.h"

namespace leapfrog::insights {

bool is_plainly_ordered(const FunnelsQuery& funnel);

// As funnel_attempts(), of a funnel that is plainly ordered.
std::string ordered_attempts(const FunnelLayout& layout, std::string_view actors, std::string_view columns);

}  // namespace leapfrog::insights
