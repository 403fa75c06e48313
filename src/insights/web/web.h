// Web analytics: who comes, from where, what they look at, and what becomes of it.
#pragma once

#include "query/asking.h"

namespace leapfrog::insights {

Result<json::object> answer_web_overview(const query::Asking& asking, const json::object& query);
json::object web_overview_schema();

Result<json::object> answer_web_stats(const query::Asking& asking, const json::object& query);
json::object web_stats_schema();

Result<json::object> answer_web_trends(const query::Asking& asking, const json::object& query);
json::object web_trends_schema();

Result<json::object> answer_web_goals(const query::Asking& asking, const json::object& query);
json::object web_goals_schema();

Result<json::object> answer_web_clicks(const query::Asking& asking, const json::object& query);
json::object web_clicks_schema();

Result<json::object> answer_web_vitals(const query::Asking& asking, const json::object& query);
json::object web_vitals_schema();
Result<json::object> answer_web_vitals_paths(const query::Asking& asking, const json::object& query);
json::object web_vitals_paths_schema();

}  // namespace leapfrog::insights
