// What the activity log says of one thing, as a page: for the `activity/` below each resource.
#pragma once

#include "accounts/accounts.h"

namespace leapfrog::accounts {

Result<http::Response> activity_page(Accounts& accounts, const ProjectAccess& access,
                                     const http::Request& request, std::string_view scope,
                                     std::string_view item_id);

}  // namespace leapfrog::accounts
