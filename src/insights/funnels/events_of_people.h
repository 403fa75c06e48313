// Asks the engine for the events that a funnel walks over.
#pragma once

#include <optional>

#include "insights/funnels/funnel_actors.h"
#include "insights/funnels/person_events.h"

namespace leapfrog::insights {

// Nothing where there are more events, or merges of people, than should be held here.
Result<std::optional<PersonEvents>> events_of_people(const query::Asking& asking,
                                                     const FunnelRequest& request,
                                                     const FunnelLayout& layout);

}  // namespace leapfrog::insights
