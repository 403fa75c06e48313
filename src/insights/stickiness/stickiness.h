// StickinessQuery: on how many of the range's intervals people did something.
#pragma once

#include "query/asking.h"

namespace leapfrog::insights {

Result<json::object> answer_stickiness(const query::Asking& asking, const json::object& query);
json::object stickiness_schema();
// request.day is the number of intervals.
Result<query::Actors> stickiness_actors(const query::Asking& asking, query::Bindings& bindings,
                                        const query::ActorsRequest& request);

}  // namespace leapfrog::insights
