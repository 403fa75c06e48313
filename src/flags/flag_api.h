// How the routes of this slice are added, one function per noun.
#pragma once

#include "flags/flags.h"
#include "http/router.h"

namespace leapfrog::flags {

void add_flag_routes(http::Router& router, Flags& flags);
void add_bulk_routes(http::Router& router, Flags& flags);
void add_change_request_routes(http::Router& router, Flags& flags);
void add_code_reference_routes(http::Router& router, Flags& flags);
void add_history_routes(http::Router& router, Flags& flags);
void add_evaluation_routes(http::Router& router, Flags& flags);
void add_early_access_routes(http::Router& router, Flags& flags);
void add_preview_page_routes(http::Router& router, Flags& flags);
void add_flag_people_routes(http::Router& router, Flags& flags);
void add_sdk_routes(http::Router& router, Flags& flags);
void add_definition_routes(http::Router& router, Flags& flags);
void add_open_feature_routes(http::Router& router, Flags& flags);

// A route under the project for the flags' own objects.
using FlagCall = Result<http::Response> (*)(Flags&, const accounts::ProjectAccess&, http::Request&);
void add_flag_route(http::Router& router, Flags& flags, http::Method method, std::string_view path,
                    std::string summary, std::string scope, FlagCall call, accounts::RouteAccess access);

}  // namespace leapfrog::flags
