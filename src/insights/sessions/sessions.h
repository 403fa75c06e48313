// SessionsQuery and SessionsTimelineQuery: sessions one by one, and what a person did in theirs.
#pragma once

#include "query/asking.h"

namespace leapfrog::insights {

Result<json::object> answer_sessions(const query::Asking& asking, const json::object& query);
json::object sessions_schema();

Result<json::object> answer_sessions_timeline(const query::Asking& asking, const json::object& query);
json::object sessions_timeline_schema();

}  // namespace leapfrog::insights
