#include "accounts/csrf.h"

#include <fmt/format.h>

#include "accounts/session_store.h"
#include "base/crypto.h"
#include "http/public_origin.h"

namespace leapfrog::accounts {
namespace {

Failure refused(std::string_view why) {
  return failure(ErrorKind::forbidden, "permission_denied", fmt::format("CSRF Failed: {}", why));
}

std::string cookie(const http::Request& request, std::string_view name, std::string_view value,
                   std::int64_t max_age_s, bool http_only) {
  return fmt::format("{}={}; Path=/; Max-Age={}; SameSite=Lax{}{}", name, value, max_age_s,
                     http_only ? "; HttpOnly" : "", request.secure ? "; Secure" : "");
}

}  // namespace

std::string csrf_token(std::string_view session_secret) {
  return sha256_hex(fmt::format("leapfrog csrf:{}", session_secret));
}

bool is_safe(http::Method method) {
  return method == http::Method::get || method == http::Method::head || method == http::Method::options;
}

Result<> check_same_origin(const http::Request& request) {
  // Browsers set Sec-Fetch-Site themselves and know the page's address better than we do behind a proxy.
  const auto site = request.headers.get("Sec-Fetch-Site");
  if (site == "same-origin" || site == "none") return {};
  if (!site.empty()) return refused("the request came from another site.");
  const auto origin = request.headers.get("Origin");
  if (!origin.empty() && origin != request.origin() && origin != http::link_origin(request))
    return refused("the request came from another origin.");
  return {};
}

Result<> check_csrf(const http::Request& request, std::string_view session_secret) {
  TRY(check_same_origin(request));
  const auto token = request.headers.get(csrf_header);
  if (token.empty())
    return refused(
        fmt::format("send the value of the cookie {} in the header {}.", csrf_cookie, csrf_header));
  if (!equal_secret(token, csrf_token(session_secret)))
    return refused(
        fmt::format("the header {} does not belong to this session. Reload the page.", csrf_header));
  return {};
}

void set_session_cookies(http::Response& response, const http::Request& request,
                         std::string_view session_secret) {
  const auto age = session_lifetime.count();
  response.headers.add("Set-Cookie", cookie(request, session_cookie, session_secret, age, true));
  response.headers.add("Set-Cookie", cookie(request, csrf_cookie, csrf_token(session_secret), age, false));
}

void clear_session_cookies(http::Response& response, const http::Request& request) {
  response.headers.add("Set-Cookie", cookie(request, session_cookie, "", 0, true));
  response.headers.add("Set-Cookie", cookie(request, csrf_cookie, "", 0, false));
}

}  // namespace leapfrog::accounts
