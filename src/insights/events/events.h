// EventsQuery: single events, or a table computed from them.
#pragma once

#include "query/asking.h"

namespace leapfrog::insights {

Result<json::object> answer_events(const query::Asking& asking, const json::object& query);
json::object events_schema();

}  // namespace leapfrog::insights
