// LifecycleQuery: for each interval, how many people are new, came back, returned after a pause, or stopped.
#pragma once

#include "query/asking.h"

namespace leapfrog::insights {

Result<json::object> answer_lifecycle(const query::Asking& asking, const json::object& query);
json::object lifecycle_schema();
// request.day and request.status, each optional.
Result<query::Actors> lifecycle_actors(const query::Asking& asking, query::Bindings& bindings,
                                       const query::ActorsRequest& request);

}  // namespace leapfrog::insights
