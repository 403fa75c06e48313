// RetentionQuery: of those who began in an interval, how many came back in each one after.
#pragma once

#include "query/asking.h"

namespace leapfrog::insights {

Result<json::object> answer_retention(const query::Asking& asking, const json::object& query);
json::object retention_schema();

}  // namespace leapfrog::insights
