// TrendsQuery: how much, over time.
#pragma once

#include "query/asking.h"

namespace leapfrog::insights {

Result<json::object> answer_trends(const query::Asking& asking, const json::object& query);
json::object trends_schema();

}  // namespace leapfrog::insights
