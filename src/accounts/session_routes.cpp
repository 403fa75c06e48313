// /api/users/@me/sessions/: where one is signed in, and ending that.
#include "accounts/account_routes.h"
#include "accounts/activity.h"
#include "accounts/api_objects.h"
#include "accounts/session_store.h"
#include "accounts/state.h"

namespace leapfrog::accounts {
namespace {

constexpr RouteAccess signed_in{.role = {}, .project_secret = false, .session_only = true};

Result<http::Response> list(Accounts::State& state, const Access& who) {
  const auto sessions = TRY(meta::in_read(state.database, [&](meta::Connection& connection) {
    return list_sessions(connection, who.user.id, state.clock.now());
  }));
  json::array out;
  for (const auto& session : sessions) out.push_back(session_json(session, session.id == who.credential));
  return http::Response::json(out);
}

Result<http::Response> revoke(Accounts::State& state, const Access& who, std::string_view id) {
  const bool existed = TRY(meta::in_write(state.database, [&](meta::Connection& connection) -> Result<bool> {
    if (!TRY(delete_session(connection, who.user.id, id))) return false;
    TRY(record_activity_at(connection, {"", std::nullopt, who.user.id},
                           {state.clock.now(), "Session", std::string(id), "revoked", who.user.email, {}}));
    return true;
  }));
  if (!existed) return not_found();
  return http::Response::empty(204);
}

Result<http::Response> revoke_others(Accounts::State& state, const Access& who) {
  TRY(state.database.write([&](meta::Connection& connection) -> Result<> {
    TRY(delete_other_sessions(connection, who.user.id, who.credential));
    return record_activity_at(connection, {"", std::nullopt, who.user.id},
                              {state.clock.now(), "Session", "", "revoked others", who.user.email, {}});
  }));
  return http::Response::empty(204);
}

}  // namespace

void add_session_routes(http::Router& router, Accounts& accounts) {
  auto& state = accounts.state();
  using http::Method;
  add_user_route(router, accounts, Method::get, "/api/users/@me/sessions/",
                 route_doc("Where the user is signed in", ""), signed_in,
                 [&state](const Access& who, http::Request&) { return list(state, who); });
  add_user_route(router, accounts, Method::del, "/api/users/@me/sessions/",
                 route_doc("Sign out everywhere else", ""), signed_in,
                 [&state](const Access& who, http::Request&) { return revoke_others(state, who); });
  add_user_route(router, accounts, Method::del, "/api/users/@me/sessions/{session_id}/",
                 route_doc("End one session", ""), signed_in,
                 [&state](const Access& who, http::Request& request) {
                   return revoke(state, who, request.param("session_id"));
                 });
}

}  // namespace leapfrog::accounts
