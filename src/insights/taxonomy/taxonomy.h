// What there is to ask about: events, their properties and the properties of people, with examples of values.
// PostHog's taxonomy queries.
#pragma once

#include "query/asking.h"

namespace leapfrog::insights {

Result<json::object> answer_team_taxonomy(const query::Asking& asking, const json::object& query);
json::object team_taxonomy_schema();

Result<json::object> answer_event_taxonomy(const query::Asking& asking, const json::object& query);
json::object event_taxonomy_schema();

Result<json::object> answer_actors_taxonomy(const query::Asking& asking, const json::object& query);
json::object actors_taxonomy_schema();

}  // namespace leapfrog::insights
