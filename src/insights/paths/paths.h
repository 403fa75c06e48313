// PathsQuery: where people go, page by page.
#pragma once

#include "query/asking.h"

namespace leapfrog::insights {

Result<json::object> answer_paths(const query::Asking& asking, const json::object& query);
json::object paths_schema();
Result<query::Actors> paths_actors(const query::Asking& asking, query::Bindings& bindings,
                                   const query::ActorsRequest& request);

}  // namespace leapfrog::insights
