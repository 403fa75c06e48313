// What saved insights come to: their questions, run as the query endpoint runs them. Which of it may come
// from the cache the request's `refresh` says; without it nothing is computed.
#pragma once

#include <optional>
#include <vector>

#include "dashboards/resource.h"

namespace leapfrog::dashboards {

// ?refresh= of the request: nothing may be computed unless it says so.
Result<query::Refresh> refresh_of(const http::Request& request);

// Fills result, columns, last_refresh, is_cached, receipt, … of each insight (a JSON object with its query).
// They are computed at the same time; waits for all of them. An insight whose question cannot be answered
// says why in its query_status.
void fill_results(const Context& context, const accounts::ProjectAccess& access, query::Refresh refresh,
                  const std::vector<json::object*>& insights);

}  // namespace leapfrog::dashboards
