// HogQLQuery: SQL that people write, and what an editor for it needs.
#pragma once

#include "query/asking.h"

namespace leapfrog::insights {

Result<json::object> answer_sql(const query::Asking& asking, const json::object& query);
json::object sql_schema();
// A query whose rows are people: by its column actor_id, person_id or id, or the only one it has.
Result<query::Actors> sql_actors(const query::Asking& asking, query::Bindings& bindings,
                                 const query::ActorsRequest& request);

// HogQLMetadata: whether a text can run, and if not what is wrong where.
Result<json::object> answer_sql_metadata(const query::Asking& asking, const json::object& query);
json::object sql_metadata_schema();

// HogQLAutocomplete: what could stand at a place of the text.
Result<json::object> answer_sql_autocomplete(const query::Asking& asking, const json::object& query);
json::object sql_autocomplete_schema();

// DatabaseSchemaQuery: tables and their columns.
Result<json::object> answer_database_schema(const query::Asking& asking, const json::object& query);
json::object database_schema_schema();

}  // namespace leapfrog::insights
