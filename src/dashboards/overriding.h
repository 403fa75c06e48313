// What stands over the insights of a dashboard, or over one of them, in one request: the dashboard's dates,
// filters and variables, over them what the request says (?filters_override=, ?variables_override=), over
// these what a tile says for itself. Of each the fields that it has.
#pragma once

#include <string_view>

#include "dashboards/dashboard_store.h"
#include "http/message.h"
#include "query/overrides.h"

namespace leapfrog::dashboards {

// `dashboard` may be nullptr. Errors: `invalid` with attr filters_override or variables_override.
Result<query::Overrides> overrides_of(const http::Request& request, const Dashboard* dashboard);
// `filters_overrides` is JSON text of a tile.
query::Overrides on_tile(query::Overrides overrides, std::string_view filters_overrides);

// Puts the question as it is asked in the place of the one that an insight's JSON has.
void ask_with(json::object& insight, const query::Overrides& overrides);

}  // namespace leapfrog::dashboards
