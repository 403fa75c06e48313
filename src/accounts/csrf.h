// Cookies of a session, and the proof that a request that changes something was meant by the page.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace leapfrog::accounts {

constexpr std::string_view session_cookie = "leapfrog_session";
constexpr std::string_view csrf_cookie = "leapfrog_csrf";
constexpr std::string_view csrf_header = "X-CSRFToken";

// The token belongs to the session: a cookie planted from a neighbouring domain does not help.
std::string csrf_token(std::string_view session_secret);

// GET, HEAD and OPTIONS change nothing.
bool is_safe(http::Method method);

// The browser says that one of our own pages sent the request, or nothing about it (then it is no browser).
// Errors: `forbidden`.
Result<> check_same_origin(const http::Request& request);
// Same origin, and the header carries the session's token.
Result<> check_csrf(const http::Request& request, std::string_view session_secret);

void set_session_cookies(http::Response& response, const http::Request& request,
                         std::string_view session_secret);
void clear_session_cookies(http::Response& response, const http::Request& request);

}  // namespace leapfrog::accounts
