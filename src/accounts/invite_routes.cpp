// /api/organizations/{id}/invites/: invitations by link. The link is shown once, to whoever made it, and sent
// to whom it is for when the server sends e-mail.
#include <fmt/format.h>

#include "accounts/account_routes.h"
#include "accounts/activity.h"
#include "accounts/api_objects.h"
#include "accounts/input.h"
#include "accounts/invite_store.h"
#include "accounts/letters.h"
#include "accounts/passwords.h"
#include "accounts/roles.h"
#include "accounts/state.h"
#include "base/uuid.h"
#include "http/pagination.h"
#include "http/public_origin.h"
#include "outbox/outbox.h"

namespace leapfrog::accounts {
namespace {

constexpr RouteAccess for_admins{.role = Role::admin, .project_secret = false, .session_only = false};
constexpr seconds invite_lifetime = std::chrono::days(3);
constexpr std::int64_t max_open_invites = 1'000;
constexpr std::size_t max_message_characters = 1'000;

Result<http::Response> list(Accounts::State& state, const OrganizationAccess& access,
                            const http::Request& request) {
  const auto page = TRY(http::parse_page(request));
  return meta::in_read(state.database, [&](meta::Connection& connection) -> Result<http::Response> {
    json::array results;
    for (const auto& invite : TRY(list_invites(connection, access.organization.id, page)))
      results.push_back(invite_json(invite, state.clock.now()));
    const auto count = TRY(count_invites(connection, access.organization.id));
    return http::Response::json(http::page_json(request, page, count, std::move(results)));
  });
}

Result<Invite> invite_of(const json::object& body, const OrganizationAccess& access, Instant now) {
  Invite invite;
  if (const auto email = TRY(optional_string(body, "target_email"))) {
    auto checked = checked_email(*email);
    if (!checked) return invalid("Enter a valid email address.", "target_email");
    invite.target_email = *std::move(checked);
  }
  invite.first_name = TRY(optional_text(body, "first_name", max_name_characters)).value_or("");
  invite.message = TRY(optional_text(body, "message", max_message_characters));
  const auto level = TRY(optional_int(body, "level")).value_or(level_of(Role::member));
  const auto role = role_of_level(level);
  if (!role)
    return invalid("Must be one of: 0 (viewer), 1 (member), 8 (admin), 15 (owner).", "level",
                   "invalid_choice");
  if (*role > access.role)
    return failure(ErrorKind::forbidden, "permission_denied",
                   "You cannot invite to a higher permission level than your own.");
  invite.role = *role;
  invite.id = Uuid::at(now).text();
  invite.organization_id = access.organization.id;
  invite.created_by = access.who.user;
  invite.created_at = now;
  invite.expires_at = now + invite_lifetime;
  return invite;
}

Result<> record(meta::Connection& connection, const OrganizationAccess& access, const Invite& invite,
                std::string activity, Instant now) {
  return record_activity_at(connection, {access.organization.id, std::nullopt, access.who.user.id},
                            {now,
                             "OrganizationInvite",
                             invite.id,
                             std::move(activity),
                             invite.target_email.value_or("anyone with the link"),
                             {Change{"level", nullptr, level_of(invite.role)}}});
}

// Whether the link goes out by e-mail: to whom it is for, unless whoever invites would rather pass it on.
Result<bool> is_emailed(Accounts::State& state, const Invite& invite, const json::object& body) {
  const bool wanted = TRY(optional_bool(body, "send_email")).value_or(true);
  if (!wanted || !invite.target_email || !state.post.has_mail()) return false;
  TRY(mail::check_address(*invite.target_email, "target_email"));
  TRY(state.invitation_letters.take(invite.organization_id, state.clock.now()));
  return true;
}

Result<http::Response> create(Accounts::State& state, const OrganizationAccess& access,
                              const http::Request& request) {
  const auto now = state.clock.now();
  const auto body = TRY(body_object(request));
  auto invite = TRY(invite_of(body, access, now));
  if (TRY(is_emailed(state, invite, body))) invite.emailed_at = now;
  const auto token = make_secret("");
  TRY(state.database.write([&](meta::Connection& connection) -> Result<> {
    if (TRY(count_invites(connection, access.organization.id)) >= max_open_invites)
      return invalid(fmt::format("An organization can have {} open invitations. Withdraw some first.",
                                 max_open_invites));
    TRY(insert_invite(connection, invite, token.hash));
    if (invite.emailed_at) {
      const auto link = fmt::format("{}/signup/{}", state.post.link_origin, token.value);
      TRY(state.post.outbox->send(
          connection, {0, "invitation", invite.id},
          invitation_letter(*invite.target_email, invite, access.organization.name, link)));
    }
    return record(connection, access, invite, "created", now);
  }));
  auto out = invite_json(invite, now);
  out["token"] = token.value;
  out["link"] = fmt::format("{}/signup/{}", http::link_origin(request), token.value);
  return http::Response::json(out, 201);
}

Result<http::Response> withdraw(Accounts::State& state, const OrganizationAccess& access,
                                std::string_view id) {
  const auto now = state.clock.now();
  TRY(state.database.write([&](meta::Connection& connection) -> Result<> {
    const auto invite = TRY(find_invite_by_id(connection, access.organization.id, id));
    if (!invite) return not_found();
    TRY(delete_invite(connection, invite->id));
    return record(connection, access, *invite, "deleted", now);
  }));
  return http::Response::empty(204);
}

}  // namespace

void add_invite_routes(http::Router& router, Accounts& accounts) {
  auto& state = accounts.state();
  using http::Method;
  add_organization_route(router, accounts, Method::get, "invites/",
                         route_doc("Open invitations", "organization_member:read"), for_admins,
                         [&state](const OrganizationAccess& access, http::Request& request) {
                           return list(state, access, request);
                         });
  add_organization_route(router, accounts, Method::post, "invites/",
                         route_doc("Invite someone by a link, sent by e-mail where there is a mail server",
                                   "organization_member:write"),
                         for_admins, [&state](const OrganizationAccess& access, http::Request& request) {
                           return create(state, access, request);
                         });
  add_organization_route(router, accounts, Method::del, "invites/{invite_id}/",
                         route_doc("Withdraw an invitation", "organization_member:write"), for_admins,
                         [&state](const OrganizationAccess& access, http::Request& request) {
                           return withdraw(state, access, request.param("invite_id"));
                         });
}

}  // namespace leapfrog::accounts
