// /_preflight/, sign-in and sign-out.
#include "accounts/account_routes.h"
#include "accounts/csrf.h"
#include "accounts/input.h"
#include "accounts/passwords.h"
#include "accounts/session_store.h"
#include "accounts/signing_in.h"
#include "accounts/state.h"
#include "accounts/user_store.h"
#include "base/crypto.h"
#include "http/public_origin.h"

namespace leapfrog::accounts {
namespace {

Result<http::Response> preflight(Accounts::State& state, const http::Request& request) {
  const bool initiated = TRY(meta::in_read(state.database, any_user));
  json::object out;
  out["initiated"] = initiated;
  out["cloud"] = false;
  out["demo"] = false;
  out["realm"] = "hosted-clickhouse";
  out["region"] = nullptr;
  out["can_create_org"] = !initiated;
  out["email_service_available"] = state.post.has_mail();
  out["available_social_auth_providers"] = json::object();
  out["site_url"] = http::link_origin(request);
  return http::Response::json(out);
}

Result<UserRow> check_password(Accounts::State& state, const std::string& email,
                               const std::string& password) {
  const auto user = TRY(meta::in_read(
      state.database, [&](meta::Connection& connection) { return find_user_by_email(connection, email); }));
  bool right = false;
  if (user) {
    right = verify_password_bounded(user->password_hash, password);
  } else {
    verify_nothing(password);
  }
  if (!right) return invalid("Invalid email or password.", "", "invalid_credentials");
  return *user;
}

Result<http::Response> sign_in(Accounts::State& state, const http::Request& request) {
  TRY(check_same_origin(request));
  const auto body = TRY(body_object(request));
  const auto email = TRY(required_string(body, "email"));
  const auto password = TRY(required_string(body, "password"));
  const auto account = email_key(email).substr(0, max_email_bytes);
  TRY(take_attempt(state, request, account));
  // No account can have these, and they must not cost us time or memory.
  if (email.size() > max_email_bytes || password.size() > max_password_bytes)
    return invalid("Invalid email or password.", "", "invalid_credentials");
  const auto user = TRY(check_password(state, email, password));
  give_attempt_back(state, request, account);
  const auto secret = TRY(meta::in_write(state.database, [&](meta::Connection& connection) {
    return start_session(connection, user.user.id, request, state.clock.now());
  }));
  auto response = http::Response::json(json::object{{"success", true}});
  set_session_cookies(response, request, secret);
  return response;
}

// Ends the session of the cookie, if there is one.
Result<> end_session(Accounts::State& state, const http::Request& request) {
  const auto secret = request.cookie(session_cookie);
  if (secret.empty()) return {};
  const auto now = state.clock.now();
  return state.database.write([&](meta::Connection& connection) -> Result<> {
    const auto found = TRY(find_session_by_hash(connection, sha256_hex(secret), now));
    if (!found) return {};
    TRY(check_csrf(request, secret));
    TRY(delete_session(connection, found->session.user, found->session.id));
    return {};
  });
}

}  // namespace

void add_sign_in_routes(http::Router& router, Accounts& accounts) {
  auto& state = accounts.state();
  using http::Method;
  add_public_route(router, Method::get, "/_preflight/", route_doc("What the sign-in page has to know", ""),
                   [&state](http::Request& request) { return preflight(state, request); });
  add_public_route(router, Method::post, "/api/login/", route_doc("Sign in", ""),
                   [&state](http::Request& request) { return sign_in(state, request); });
  add_public_route(router, Method::post, "/api/logout/", route_doc("Sign out", ""),
                   [&state](http::Request& request) -> Result<http::Response> {
                     TRY(end_session(state, request));
                     auto response = http::Response::empty(204);
                     clear_session_cookies(response, request);
                     return response;
                   });
  add_public_route(router, Method::post, "/logout", route_doc("Sign out and go to the sign-in page", ""),
                   [&state](http::Request& request) -> Result<http::Response> {
                     TRY(end_session(state, request));
                     auto response = http::Response::redirect("/login");
                     clear_session_cookies(response, request);
                     return response;
                   });
}

}  // namespace leapfrog::accounts
