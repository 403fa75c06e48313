// TrendsQuery: how much, over time.
#pragma once

#include "query/asking.h"

namespace leapfrog::insights {

Result<json::object> answer_trends(const query::Asking& asking, const json::object& query);
json::object trends_schema();
Result<query::Actors> trends_actors(const query::Asking& asking, query::Bindings& bindings,
                                    const query::ActorsRequest& request);
Result<json::object> trends_points(const query::Asking& asking, const json::object& query);

}  // namespace leapfrog::insights
