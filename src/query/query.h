// The door of the query endpoint: POST /api/projects/:id/query/ in PostHog's query JSON, and what belongs to
// it: questions in the background, their state, their receipts made again.
#pragma once

#include <span>

#include "query/running/runner.h"

namespace leapfrog::query {

// `kinds` are all that can be asked. Everything must outlive the router.
void add_routes(http::Router& router, accounts::Accounts& accounts, Runner& runner,
                std::span<const Kind> kinds);

// What the endpoint answers, for those who ask without a request: shared links, alerts. `query` is the JSON
// of a question, wrapped or not. From the cache when it is fresh; else waits until it is computed.
Result<json::object> answer(Runner& runner, const accounts::ProjectAccess& access, const json::object& query,
                            std::span<const Kind> kinds);

}  // namespace leapfrog::query
