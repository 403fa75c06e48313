// /api/reset/: a new password for somebody who forgot theirs, by a link sent to their address.
#include <fmt/format.h>

#include "accounts/account_routes.h"
#include "accounts/activity.h"
#include "accounts/csrf.h"
#include "accounts/input.h"
#include "accounts/key_store.h"
#include "accounts/letters.h"
#include "accounts/passwords.h"
#include "accounts/reset_store.h"
#include "accounts/resets.h"
#include "accounts/session_store.h"
#include "accounts/signing_in.h"
#include "accounts/state.h"
#include "accounts/user_store.h"
#include "base/crypto.h"
#include "base/log.h"
#include "outbox/outbox.h"

namespace leapfrog::accounts {
namespace {

constexpr std::int64_t reset_hours = std::chrono::duration_cast<std::chrono::hours>(reset_lifetime).count();

// The same for an address without an account: how often somebody may ask must not tell either.
Result<> take_letter(Accounts::State& state, const http::Request& request, const std::string& account) {
  const auto now = state.clock.now();
  TRY(state.letters_by_address.take(address_key(request.client_ip), now));
  return state.letters_by_account.take(account, now);
}

// Whether there is an account stays unsaid: the same answer, the same work in the database.
Result<http::Response> ask(Accounts::State& state, const http::Request& request) {
  TRY(check_same_origin(request));
  const auto body = TRY(body_object(request));
  const auto email = TRY(checked_email(TRY(required_string(body, "email"))));
  if (!state.post.has_mail())
    return invalid("This server sends no e-mail. Whoever runs it can make a link: leapfrog password-link.",
                   "", "email_not_available");
  TRY(take_letter(state, request, email_key(email)));
  const auto now = state.clock.now();
  TRY(state.database.write([&](meta::Connection& connection) -> Result<> {
    const auto user = TRY(find_user_by_email(connection, email));
    if (!user || !mail::check_address(user->user.email, ""))
      return insert_reset(connection, std::nullopt, make_secret("").hash, now);
    const auto path = TRY(make_reset_path(connection, user->user, now));
    return state.post.outbox->send(connection, {0, "password_reset", user->user.uuid},
                                   reset_letter(user->user, state.post.link_origin + path, reset_hours));
  }));
  return http::Response::empty(204);
}

// The user whose password the link sets.
Result<UserRow> user_of_link(meta::Connection& connection, std::string_view uuid, std::string_view token,
                             Instant now) {
  const auto id = TRY(find_reset(connection, sha256_hex(token), now));
  const auto user = id ? TRY(find_user(connection, *id)) : std::nullopt;
  if (!user || user->user.uuid != uuid)
    return invalid("This link has expired or was used already. Ask for a new one.", "token", "invalid_token");
  return *user;
}

Result<http::Response> check_link(Accounts::State& state, const http::Request& request) {
  TRY(meta::in_read(state.database, [&](meta::Connection& connection) {
    return user_of_link(connection, request.param("user_uuid"), request.query.get("token"),
                        state.clock.now());
  }));
  return http::Response::empty(204);
}

Result<http::Response> set_password(Accounts::State& state, const http::Request& request) {
  TRY(check_same_origin(request));
  TRY(take_attempt(state, request, ""));
  const auto body = TRY(body_object(request));
  const auto token = TRY(required_string(body, "token"));
  const auto password = TRY(required_string(body, "password"));
  const auto uuid = request.param("user_uuid");
  const auto now = state.clock.now();
  // Before the slow hashing, and once more inside the transaction: the link works once.
  const auto seen = TRY(meta::in_read(state.database, [&](meta::Connection& connection) {
    return user_of_link(connection, uuid, token, now);
  }));
  TRY(check_password_rules(password, seen.user.email));
  const auto hash = hash_password_bounded(password);
  const auto session =
      TRY(meta::in_write(state.database, [&](meta::Connection& connection) -> Result<std::string> {
        auto user = TRY(user_of_link(connection, uuid, token, now));
        user.password_hash = hash;
        TRY(update_user(connection, user));
        TRY(delete_resets(connection, user.user.id));
        TRY(delete_other_sessions(connection, user.user.id, ""));
        TRY(record_activity_at(connection,
                               {user.current_organization.value_or(""), std::nullopt, user.user.id},
                               {now, "User", user.user.uuid, "reset password", user.user.email, {}}));
        TRY(tell_password_changed(state, connection, user.user));
        return start_session(connection, user.user.id, request, now);
      }));
  give_attempt_back(state, request, "");
  auto response = http::Response::json(json::object{{"success", true}, {"email", seen.user.email}});
  set_session_cookies(response, request, session);
  return response;
}

}  // namespace

Result<std::string> make_reset_path(meta::Connection& connection, const User& user, Instant now) {
  const auto token = make_secret("");
  TRY(insert_reset(connection, user.id, token.hash, now));
  return fmt::format("/reset/{}/{}", user.uuid, token.value);
}

Result<std::string> password_link(meta::Database& database, const Clock& clock, std::string_view email) {
  return meta::in_write(database, [&](meta::Connection& connection) -> Result<std::string> {
    const auto user = TRY(find_user_by_email(connection, email));
    if (!user) return not_found("Nobody has this address.");
    return make_reset_path(connection, user->user, clock.now());
  });
}

Result<> tell_password_changed(Accounts::State& state, meta::Connection& connection, const User& user) {
  if (!state.post.has_mail() || !mail::check_address(user.email, "")) return {};
  return state.post.outbox->send(connection, {0, "password_changed", user.uuid},
                                 password_changed_letter(user, state.clock.now(), state.post.link_origin));
}

Result<> tell_address_changed(Accounts::State& state, meta::Connection& connection, const User& before,
                              const std::string& email) {
  if (!state.post.has_mail() || !mail::check_address(before.email, "")) return {};
  return state.post.outbox->send(connection, {0, "address_changed", before.uuid},
                                 address_changed_letter(before, email, state.clock.now()));
}

void add_reset_routes(http::Router& router, Accounts& accounts) {
  auto& state = accounts.state();
  using http::Method;
  add_public_route(router, Method::post, "/api/reset/",
                   route_doc("Ask for a link that sets a new password, by e-mail", ""),
                   [&state](http::Request& request) { return ask(state, request); });
  add_public_route(router, Method::get, "/api/reset/{user_uuid}/",
                   route_doc("Whether a link for a new password still works", ""),
                   [&state](http::Request& request) { return check_link(state, request); });
  add_public_route(router, Method::post, "/api/reset/{user_uuid}/",
                   route_doc("Set a new password by a link, and sign in", ""),
                   [&state](http::Request& request) { return set_password(state, request); });
}

}  // namespace leapfrog::accounts
