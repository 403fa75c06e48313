// FunnelsQuery: how far people get, step by step. FunnelCorrelationQuery: what those who get through do
// differently.
#pragma once

#include "query/asking.h"

namespace leapfrog::insights {

Result<json::object> answer_funnels(const query::Asking& asking, const json::object& query);
json::object funnels_schema();
Result<query::Actors> funnels_actors(const query::Asking& asking, query::Bindings& bindings,
                                     const query::ActorsRequest& request);

Result<json::object> answer_correlation(const query::Asking& asking, const json::object& query);
json::object correlation_schema();
Result<query::Actors> correlation_actors(const query::Asking& asking, query::Bindings& bindings,
                                         const query::ActorsRequest& request);

}  // namespace leapfrog::insights
