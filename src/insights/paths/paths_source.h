// The ways that actors took, as SQL: each actor's events become names of places, cut into sessions, of which
// the part that is asked for is kept.
#pragma once

#include <string>

#include "insights/paths/paths_query.h"
#include "query/sql/event_rows.h"

namespace leapfrog::insights {

// A statement with a row for each session: `a` the actor, `items` the places in their order (never the same
// twice in a row, at most step_limit) and `times` of when each was entered, microseconds since 1970.
Result<std::string> paths_sessions(const query::Asking& asking, query::Bindings& bindings,
                                   const PathsQuery& paths, const query::ResolvedRange& range);

// "/docs/*" as a regular expression for the whole of a name.
std::string wildcard_regex(std::string_view pattern);

}  // namespace leapfrog::insights
