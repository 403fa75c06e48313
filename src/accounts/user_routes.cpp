// /api/users/@me/: the person who is signed in.
#include <algorithm>
#include <array>

#include "accounts/account_routes.h"
#include "accounts/activity.h"
#include "accounts/api_objects.h"
#include "accounts/csrf.h"
#include "accounts/input.h"
#include "accounts/passwords.h"
#include "accounts/reset_store.h"
#include "accounts/resets.h"
#include "accounts/session_store.h"
#include "accounts/signing_in.h"
#include "accounts/state.h"

namespace leapfrog::accounts {
namespace {

Result<UserRow> own_row(meta::Connection& connection, const Access& who) {
  auto row = TRY(find_user(connection, who.user.id));
  CHECK(row.has_value());
  return *std::move(row);
}

Result<http::Response> show_me(Accounts::State& state, const Access& who, const http::Request& request) {
  const auto me =
      TRY(meta::in_read(state.database, [&](meta::Connection& connection) -> Result<json::object> {
        return me_json(connection, TRY(own_row(connection, who)));
      }));
  auto response = http::Response::json(me);
  // The web app asks this first on every visit, so the cookies' age slides with the session's.
  if (who.by == Access::By::session) set_session_cookies(response, request, request.cookie(session_cookie));
  return response;
}

// What lets somebody in is changed by whoever knows the present password.
Result<> check_current_password(Accounts::State& state, const Access& who, const json::object& body,
                                const http::Request& request) {
  if (who.by != Access::By::session)
    return failure(ErrorKind::forbidden, "permission_denied",
                   "Password and email address can only be changed when signed in.");
  const auto current = TRY(optional_string(body, "current_password"));
  if (!current)
    return invalid("This field is required to change password or email address.", "current_password",
                   "required");
  const auto account = email_key(who.user.email);
  TRY(take_attempt(state, request, account));
  const auto row = TRY(
      meta::in_read(state.database, [&](meta::Connection& connection) { return own_row(connection, who); }));
  if (current->size() > max_password_bytes || !verify_password_bounded(row.password_hash, *current))
    return invalid("Your current password is incorrect.", "current_password", "incorrect_password");
  give_attempt_back(state, request, account);
  return {};
}

struct NewCredentials {
  std::optional<std::string> password_hash;
  std::optional<std::string> email;
};

// What of them the body asks for.
Result<NewCredentials> new_credentials(Accounts::State& state, const Access& who, const json::object& body,
                                       const http::Request& request) {
  NewCredentials wanted;
  const auto password = TRY(optional_string(body, "password"));
  if (const auto email = TRY(optional_string(body, "email")); email && *email != who.user.email)
    wanted.email = TRY(checked_email(*email));
  if (!password && !wanted.email) return wanted;
  TRY(check_current_password(state, who, body, request));
  if (!password) return wanted;
  TRY(check_password_rules(*password, who.user.email));
  wanted.password_hash = hash_password_bounded(*password);
  return wanted;
}

// Links that are on their way to the old address end; it is told.
Result<> move_address(Accounts::State& state, meta::Connection& connection, UserRow& user,
                      const std::string& email) {
  const auto moved = set_email(connection, user.user.id, email);
  if (!moved && meta::is_unique_violation(moved.error()))
    return invalid("There already is an account with this email address.", "email", "unique");
  TRY(moved);
  TRY(delete_resets(connection, user.user.id));
  TRY(tell_address_changed(state, connection, user.user, email));
  user.user.email = email;
  return {};
}

Result<> take_theme(UserRow& user, const json::object& body) {
  const auto* value = body.if_contains("theme_mode");
  if (value == nullptr) return {};
  const auto theme = TRY(optional_string(body, "theme_mode"));
  static constexpr std::array<std::string_view, 3> themes = {"light", "dark", "system"};
  if (theme && std::ranges::find(themes, *theme) == themes.end())
    return invalid("Must be one of: light, dark, system.", "theme_mode", "invalid_choice");
  user.theme_mode = theme;
  return {};
}

// A project also chooses its organisation.
Result<> take_current(meta::Connection& connection, UserRow& user, const json::object& body) {
  if (const auto id = TRY(optional_string(body, "set_current_organization"))) {
    if (!TRY(find_role(connection, *id, user.user.id)))
      return invalid("You are not a member of such an organization.", "set_current_organization",
                     "does_not_exist");
    user.current_organization = *id;
    user.current_project = std::nullopt;
  }
  if (const auto id = TRY(optional_int(body, "set_current_team"))) {
    const auto project = TRY(find_project(connection, *id));
    if (!project || !TRY(find_role(connection, project->organization_id, user.user.id)))
      return invalid("There is no such project of yours.", "set_current_team", "does_not_exist");
    user.current_organization = project->organization_id;
    user.current_project = project->id;
  }
  return {};
}

json::object logged_fields(const UserRow& user) {
  return {
      {"email", user.user.email}, {"first_name", user.user.first_name}, {"last_name", user.user.last_name}};
}

Result<http::Response> change_me(Accounts::State& state, const Access& who, const http::Request& request) {
  const auto body = TRY(body_object(request));
  const auto first_name = TRY(optional_text(body, "first_name", max_name_characters));
  const auto last_name = TRY(optional_text(body, "last_name", max_name_characters));
  const auto wanted = TRY(new_credentials(state, who, body, request));
  const auto now = state.clock.now();
  return meta::in_write(state.database, [&](meta::Connection& connection) -> Result<http::Response> {
    auto user = TRY(own_row(connection, who));
    const auto before = logged_fields(user);
    if (first_name) user.user.first_name = *first_name;
    if (last_name) user.user.last_name = *last_name;
    TRY(take_theme(user, body));
    TRY(take_current(connection, user, body));
    const ActivityPlace place{user.current_organization.value_or(""), std::nullopt, user.user.id};
    if (wanted.email) TRY(move_address(state, connection, user, *wanted.email));
    if (wanted.password_hash) {
      user.password_hash = *wanted.password_hash;
      // Whoever knew the old password is signed out.
      TRY(delete_other_sessions(connection, user.user.id, who.credential));
      TRY(record_activity_at(connection, place,
                             {now, "User", user.user.uuid, "changed password", user.user.email, {}}));
      TRY(tell_password_changed(state, connection, user.user));
    }
    TRY(update_user(connection, user));
    auto changes = changes_between(before, logged_fields(user));
    if (!changes.empty())
      TRY(record_activity_at(connection, place,
                             {now, "User", user.user.uuid, "updated", user.user.email, std::move(changes)}));
    return http::Response::json(TRY(me_json(connection, user)));
  });
}

}  // namespace

void add_user_routes(http::Router& router, Accounts& accounts) {
  auto& state = accounts.state();
  using http::Method;
  add_user_route(
      router, accounts, Method::get, "/api/users/@me/", route_doc("The user who asks", "user:read"), {},
      [&state](const Access& who, http::Request& request) { return show_me(state, who, request); });
  add_user_route(
      router, accounts, Method::patch, "/api/users/@me/",
      route_doc("Change name, address, password, theme or what is current", "user:write"), {},
      [&state](const Access& who, http::Request& request) { return change_me(state, who, request); });
}

}  // namespace leapfrog::accounts
