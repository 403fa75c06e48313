// Sign-up: of the first user, and of everyone else by an invitation's link.
#include <fmt/format.h>

#include "accounts/account_routes.h"
#include "accounts/activity.h"
#include "accounts/api_objects.h"
#include "accounts/csrf.h"
#include "accounts/founding.h"
#include "accounts/input.h"
#include "accounts/invite_store.h"
#include "accounts/passwords.h"
#include "accounts/roles.h"
#include "accounts/signing_in.h"
#include "accounts/state.h"
#include "base/crypto.h"

namespace leapfrog::accounts {
namespace {

struct SignedUp {
  json::object me;
  std::string session_secret;
};

http::Response signed_up(const http::Request& request, SignedUp made) {
  made.me["redirect_url"] = "/";
  auto response = http::Response::json(made.me, 201);
  set_session_cookies(response, request, made.session_secret);
  return response;
}

Failure sign_up_closed() {
  return failure(ErrorKind::forbidden, "permission_denied",
                 "New organizations cannot be created by signing up here. Ask an administrator for an "
                 "invitation.");
}

Result<NewUser> user_of(const json::object& body, const std::string& email) {
  const auto password = TRY(required_string(body, "password"));
  const auto first_name = TRY(optional_string(body, "first_name")).value_or("");
  const auto last_name = TRY(optional_string(body, "last_name")).value_or("");
  return checked_founder(email, password, first_name, last_name);
}

Result<http::Response> sign_up_first(Accounts::State& state, const http::Request& request) {
  TRY(check_same_origin(request));
  if (TRY(meta::in_read(state.database, any_user))) return sign_up_closed();
  TRY(take_attempt(state, request, ""));
  const auto body = TRY(body_object(request));
  const auto organization = TRY(optional_name(body, "organization_name")).value_or("My organization");
  const auto project = TRY(optional_name(body, "project_name")).value_or("Default project");
  const auto user = TRY(user_of(body, TRY(required_string(body, "email"))));
  const auto now = state.clock.now();
  auto made = TRY(meta::in_write(state.database, [&](meta::Connection& connection) -> Result<SignedUp> {
    if (TRY(any_user(connection))) return sign_up_closed();
    const auto founded = TRY(found(connection, user, organization, project, now));
    auto secret = TRY(start_session(connection, founded.user.user.id, request, now));
    return SignedUp{TRY(me_json(connection, founded.user)), std::move(secret)};
  }));
  TRY(state.refresh_projects());
  give_attempt_back(state, request, "");
  return signed_up(request, std::move(made));
}

// The invitation behind a link's token, if it is still good.
Result<Invite> open_invite(meta::Connection& connection, std::string_view token, Instant now) {
  auto invite = TRY(find_invite(connection, sha256_hex(token)));
  if (!invite)
    return invalid("This invitation does not exist, was withdrawn or has been used already.", "",
                   "invalid_invite");
  if (invite->expires_at <= now)
    return invalid("This invite has expired. Please ask your admin for a new one.", "", "expired");
  return *std::move(invite);
}

// "someone@example.com" → "s*****e@example.com"
std::string masked(std::string_view email) {
  const auto at = email.find('@');
  const auto name = email.substr(0, at);
  return fmt::format("{}*****{}{}", name.substr(0, 1), name.size() > 1 ? name.substr(name.size() - 1) : "",
                     email.substr(at));
}

Result<http::Response> show_invite(Accounts::State& state, const http::Request& request) {
  return meta::in_read(state.database, [&](meta::Connection& connection) -> Result<http::Response> {
    const auto invite = TRY(open_invite(connection, request.param("invite"), state.clock.now()));
    const auto organization = TRY(find_organization(connection, invite.organization_id));
    CHECK(organization.has_value());
    json::object out;
    out["id"] = invite.id;
    out["target_email"] =
        invite.target_email ? json::value(masked(*invite.target_email)) : json::value(nullptr);
    out["first_name"] = invite.first_name;
    out["organization_name"] = organization->name;
    out["level"] = level_of(invite.role);
    return http::Response::json(out);
  });
}

Result<> check_recipient(const Invite& invite, std::string_view email) {
  if (!invite.target_email || email_key(*invite.target_email) == email_key(email)) return {};
  return invalid(
      fmt::format("This invite is intended for another email address: {}.", masked(*invite.target_email)), "",
      "invalid_recipient");
}

// Makes the user a member, uses the invitation up, and goes to the organisation.
Result<> join(meta::Connection& connection, UserRow& user, const Invite& invite, Instant now) {
  const auto joined = insert_membership(connection, invite.organization_id, user.user.id, invite.role, now);
  if (!joined && meta::is_unique_violation(joined.error()))
    return invalid("You already are a member of this organization.", "", "user_already_member");
  TRY(joined);
  TRY(delete_invite(connection, invite.id));
  user.current_organization = invite.organization_id;
  user.current_project = std::nullopt;
  TRY(update_user(connection, user));
  return record_activity_at(connection, {invite.organization_id, std::nullopt, user.user.id},
                            {now,
                             "OrganizationMembership",
                             user.user.uuid,
                             "joined",
                             user.user.email,
                             {Change{"level", nullptr, level_of(invite.role)}}});
}

Result<http::Response> accept_as_member(Accounts& accounts, const http::Request& request) {
  auto& state = accounts.state();
  const auto who =
      TRY(accounts.authorize(request, "", {.role = {}, .project_secret = false, .session_only = true}));
  const auto now = state.clock.now();
  auto me = TRY(meta::in_write(state.database, [&](meta::Connection& connection) -> Result<json::object> {
    const auto invite = TRY(open_invite(connection, request.param("invite"), now));
    auto user = TRY(find_user(connection, who.user.id));
    CHECK(user.has_value());
    TRY(check_recipient(invite, user->user.email));
    TRY(join(connection, *user, invite, now));
    return me_json(connection, *user);
  }));
  me["redirect_url"] = "/";
  return http::Response::json(me, 201);
}

Result<http::Response> accept_as_new(Accounts::State& state, const http::Request& request) {
  TRY(check_same_origin(request));
  TRY(take_attempt(state, request, ""));
  const auto body = TRY(body_object(request));
  const auto now = state.clock.now();
  // Before the slow hashing, and once more inside the transaction: another may accept meanwhile.
  const auto seen = TRY(meta::in_read(state.database, [&](meta::Connection& connection) {
    return open_invite(connection, request.param("invite"), now);
  }));
  const auto wanted = TRY(optional_string(body, "email"));
  if (!wanted && !seen.target_email) return invalid("This field is required.", "email", "required");
  const auto email = wanted.value_or(seen.target_email.value_or(""));
  TRY(check_recipient(seen, email));
  const auto user = TRY(user_of(body, email));
  auto made = TRY(meta::in_write(state.database, [&](meta::Connection& connection) -> Result<SignedUp> {
    const auto invite = TRY(open_invite(connection, request.param("invite"), now));
    auto row = insert_user(connection, user, now);
    if (!row && meta::is_unique_violation(row.error()))
      return invalid(
          "There already is an account with this email address. Sign in first, then open the link "
          "again.",
          "email", "unique");
    auto added = TRY(std::move(row));
    TRY(join(connection, added, invite, now));
    auto secret = TRY(start_session(connection, added.user.id, request, now));
    return SignedUp{TRY(me_json(connection, added)), std::move(secret)};
  }));
  give_attempt_back(state, request, "");
  return signed_up(request, std::move(made));
}

}  // namespace

void add_signup_routes(http::Router& router, Accounts& accounts) {
  auto& state = accounts.state();
  using http::Method;
  add_public_route(router, Method::post, "/api/signup/", route_doc("Create the first user", ""),
                   [&state](http::Request& request) { return sign_up_first(state, request); });
  add_public_route(router, Method::get, "/api/signup/{invite}/", route_doc("Look at an invitation", ""),
                   [&state](http::Request& request) { return show_invite(state, request); });
  add_public_route(router, Method::post, "/api/signup/{invite}/",
                   route_doc("Accept an invitation, signed in or as a new user", ""),
                   [&accounts](http::Request& request) -> Result<http::Response> {
                     const auto who = accounts.authenticate(request);
                     // A session that cannot prove itself is refused, not taken for a new user.
                     if (!who && who.error().kind == ErrorKind::forbidden) return Failure(who.error());
                     return who ? accept_as_member(accounts, request)
                                : accept_as_new(accounts.state(), request);
                   });
}

}  // namespace leapfrog::accounts
