// FunnelsQuery: how far people get, step by step.
#pragma once

#include "query/asking.h"

namespace leapfrog::insights {

Result<json::object> answer_funnels(const query::Asking& asking, const json::object& query);
json::object funnels_schema();

}  // namespace leapfrog::insights
