// The dashboard of a flag: who was told what, and, when the app says so, who saw and used what is behind it.
#pragma once

#include "flags/flags.h"
#include "http/router.h"
#include "query/asking.h"

namespace leapfrog::flags {

// {id}/dashboard/ and {id}/enrich_usage_dashboard/.
void add_usage_dashboard_routes(http::Router& router, Flags& flags, const query::EngineParts& engine);

}  // namespace leapfrog::flags
