// The two halves of this slice's routes.
#pragma once

#include "sharing/sharing.h"

namespace leapfrog::sharing {

void add_member_routes(http::Router& router, const Parts& parts);
void add_visitor_routes(http::Router& router, const Parts& parts);

}  // namespace leapfrog::sharing
