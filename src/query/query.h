// The door of the query endpoint: POST /api/projects/:id/query/ in PostHog's query JSON.
#pragma once

#include <span>

#include "query/asking.h"

namespace leapfrog::query {

// `kinds` are all that can be asked. Everything must outlive the router.
void add_routes(http::Router& router, accounts::Accounts& accounts, EngineParts parts,
                std::span<const Kind> kinds, const Clock& clock);

// What the endpoint answers, for those who ask without a request: shared links, alerts. `query` is the JSON
// of a question, wrapped or not.
Result<json::object> answer(const accounts::ProjectAccess& access, const json::object& query,
                            const EngineParts& parts, std::span<const Kind> kinds, Instant now);

}  // namespace leapfrog::query
