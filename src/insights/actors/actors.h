// Who is behind a number: ActorsQuery and what belongs to it.
#pragma once

#include "query/asking.h"

namespace leapfrog::insights {

// People or groups: of a source (a point of any insight), or all people of the project.
Result<json::object> answer_actors(const query::Asking& asking, const json::object& query);
json::object actors_schema();
// All of them, whatever page the query asks for.
Result<query::Actors> actors_actors(const query::Asking& asking, query::Bindings& bindings,
                                    const query::ActorsRequest& request);

// The people of a point as such, without a query around that chooses columns.
Result<json::object> answer_insight_actors(const query::Asking& asking, const json::object& query);
json::object insight_actors_schema();

// What points the answer of a question has.
Result<json::object> answer_insight_actors_options(const query::Asking& asking, const json::object& query);
json::object insight_actors_options_schema();

// All groups of a type.
Result<json::object> answer_groups(const query::Asking& asking, const json::object& query);
json::object groups_schema();

}  // namespace leapfrog::insights
