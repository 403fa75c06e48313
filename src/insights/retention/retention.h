// RetentionQuery: of those who began in an interval, how many came back in each one after.
#pragma once

#include "query/asking.h"

namespace leapfrog::insights {

Result<json::object> answer_retention(const query::Asking& asking, const json::object& query);
json::object retention_schema();
// request.interval is the row, request.day the number of its column (0: all who began), each optional.
Result<query::Actors> retention_actors(const query::Asking& asking, query::Bindings& bindings,
                                       const query::ActorsRequest& request);

}  // namespace leapfrog::insights
