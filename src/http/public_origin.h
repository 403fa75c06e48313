// How browsers reach this server, when it cannot tell from what they ask for: behind a proxy that changes the
// host. Links are made with it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace leapfrog::http {

struct Request;

// "https://app.example.com" from "https://app.example.com/". Errors: `invalid` for what is no http(s) URL
// without a path.
Result<std::string> parse_origin(std::string_view url);

// Called once at the start, before any request; "" for none.
void set_public_origin(std::string origin);

// Scheme and authority for links: the public origin, else what the client asked for.
std::string link_origin(const Request& request);

}  // namespace leapfrog::http
