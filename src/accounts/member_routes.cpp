// /api/organizations/{id}/members/: who is in, with which role, and out.
#include "accounts/account_routes.h"
#include "accounts/activity.h"
#include "accounts/api_objects.h"
#include "accounts/input.h"
#include "accounts/roles.h"
#include "accounts/state.h"
#include "http/pagination.h"

namespace leapfrog::accounts {
namespace {

constexpr RouteAccess for_admins{.role = Role::admin, .project_secret = false, .session_only = false};
// Leaving is open to everyone; removing others is checked below.
constexpr RouteAccess for_all{.role = Role::viewer, .project_secret = false, .session_only = false};

Failure denied(std::string detail) {
  return failure(ErrorKind::forbidden, "permission_denied", std::move(detail));
}

Result<http::Response> list(Accounts::State& state, const OrganizationAccess& access,
                            const http::Request& request) {
  const auto page = TRY(http::parse_page(request));
  return meta::in_read(state.database, [&](meta::Connection& connection) -> Result<http::Response> {
    json::array results;
    for (const auto& member : TRY(list_memberships(connection, access.organization.id, page)))
      results.push_back(member_json(member));
    const auto count = TRY(count_memberships(connection, access.organization.id));
    return http::Response::json(http::page_json(request, page, count, std::move(results)));
  });
}

Result<Membership> member_of(meta::Connection& connection, const OrganizationAccess& access,
                             std::string_view user) {
  auto member =
      TRY(find_membership(connection, access.organization.id, user == "@me" ? access.who.user.uuid : user));
  if (!member) return not_found();
  return *std::move(member);
}

Result<> record(meta::Connection& connection, const OrganizationAccess& access, const Membership& member,
                std::string activity, Change change, Instant now) {
  return record_activity_at(connection, {access.organization.id, std::nullopt, access.who.user.id},
                            {now,
                             "OrganizationMembership",
                             member.user.uuid,
                             std::move(activity),
                             member.user.email,
                             {std::move(change)}});
}

Result<http::Response> change_level(Accounts::State& state, const OrganizationAccess& access,
                                    const http::Request& request) {
  const auto body = TRY(body_object(request));
  const auto level = TRY(optional_int(body, "level"));
  if (!level) return invalid("This field is required.", "level", "required");
  const auto role = role_of_level(*level);
  if (!role)
    return invalid("Must be one of: 0 (viewer), 1 (member), 8 (admin), 15 (owner).", "level",
                   "invalid_choice");
  const auto now = state.clock.now();
  return meta::in_write(state.database, [&](meta::Connection& connection) -> Result<http::Response> {
    auto member = TRY(member_of(connection, access, request.param("user_uuid")));
    if (member.user.id == access.who.user.id) return denied("You can't change your own access level.");
    if (member.role > access.role)
      return denied("You can only edit others with level lower or equal to you.");
    if (*role > access.role)
      return denied("You can only change access level of others to lower or equal to your current one.");
    if (*role != member.role) {
      TRY(set_role(connection, member.id, *role, now));
      TRY(record(connection, access, member, "updated", {"level", level_of(member.role), level_of(*role)},
                 now));
      member.role = *role;
      member.updated_at = now;
    }
    return http::Response::json(member_json(member));
  });
}

Result<http::Response> remove(Accounts::State& state, const OrganizationAccess& access,
                              const http::Request& request) {
  const auto now = state.clock.now();
  TRY(state.database.write([&](meta::Connection& connection) -> Result<> {
    const auto member = TRY(member_of(connection, access, request.param("user_uuid")));
    const bool leaves = member.user.id == access.who.user.id;
    if (!leaves && access.role < Role::admin)
      return denied("Your organization access level is insufficient.");
    if (member.role > access.role)
      return denied("You can only remove others with level lower or equal to you.");
    if (member.role == Role::owner && TRY(count_owners(connection, access.organization.id)) == 1)
      return denied("The last owner cannot leave. Make someone else an owner first.");
    TRY(delete_membership(connection, member));
    return record(connection, access, member, leaves ? "left" : "removed",
                  {"level", level_of(member.role), nullptr}, now);
  }));
  return http::Response::empty(204);
}

}  // namespace

void add_member_routes(http::Router& router, Accounts& accounts) {
  auto& state = accounts.state();
  using http::Method;
  add_organization_route(router, accounts, Method::get, "members/",
                         route_doc("The members of an organization", "organization_member:read"), {},
                         [&state](const OrganizationAccess& access, http::Request& request) {
                           return list(state, access, request);
                         });
  add_organization_route(
      router, accounts, Method::get, "members/{user_uuid}/",
      route_doc("One member", "organization_member:read"), {},
      [&state](const OrganizationAccess& access, http::Request& request) -> Result<http::Response> {
        const auto member = TRY(meta::in_read(state.database, [&](meta::Connection& connection) {
          return member_of(connection, access, request.param("user_uuid"));
        }));
        return http::Response::json(member_json(member));
      });
  add_organization_route(router, accounts, Method::patch, "members/{user_uuid}/",
                         route_doc("Change a member's role", "organization_member:write"), for_admins,
                         [&state](const OrganizationAccess& access, http::Request& request) {
                           return change_level(state, access, request);
                         });
  add_organization_route(router, accounts, Method::del, "members/{user_uuid}/",
                         route_doc("Remove a member, or leave", "organization_member:write"), for_all,
                         [&state](const OrganizationAccess& access, http::Request& request) {
                           return remove(state, access, request);
                         });
}

}  // namespace leapfrog::accounts
