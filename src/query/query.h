// The door of the query endpoint: POST /api/projects/:id/query/ in PostHog's query JSON.
#pragma once

#include <span>

#include "query/asking.h"

namespace leapfrog::query {

// `kinds` are all that can be asked. Everything must outlive the router.
void add_routes(http::Router& router, accounts::Accounts& accounts, EngineParts parts,
                std::span<const Kind> kinds, const Clock& clock);

}  // namespace leapfrog::query
