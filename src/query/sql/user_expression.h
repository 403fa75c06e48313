// An expression of SQL that a person wrote, as part of a statement of ours.
#pragma once

#include <string>
#include <string_view>

#include "query/sql/event_rows.h"

namespace leapfrog::query {

// The expression in the engine's own words, over a row `e` of `rows`, once it is known to be harmless. `path`
// names it in errors. People write `event`, `timestamp`, `distinct_id`, `person_id` (merges applied),
// `properties.x`, `person.properties.x`, `person.created_at`, `group_0.properties.x` and the engine's
// harmless functions; aggregates too, where the statement has a place for them.
Result<std::string> user_expression(EventRows& rows, std::string_view text, const std::string& path);

}  // namespace leapfrog::query
