// /api/organizations/
#include <fmt/format.h>

#include <algorithm>

#include "accounts/account_routes.h"
#include "accounts/activity.h"
#include "accounts/api_objects.h"
#include "accounts/founding.h"
#include "accounts/input.h"
#include "accounts/state.h"
#include "http/pagination.h"

namespace leapfrog::accounts {
namespace {

constexpr std::size_t max_organizations_per_user = 100;
constexpr RouteAccess for_admins{.role = Role::admin, .project_secret = false, .session_only = false};

Result<json::object> whole(meta::Connection& connection, const OwnOrganization& own) {
  return organization_json(own, TRY(list_projects(connection, own.organization.id)),
                           TRY(count_memberships(connection, own.organization.id)));
}

bool reaches(const Access& who, const Organization& organization) {
  return who.scoped_organizations.empty() ||
         std::ranges::find(who.scoped_organizations, organization.id) != who.scoped_organizations.end();
}

Result<http::Response> list(Accounts::State& state, const Access& who, const http::Request& request) {
  const auto page = TRY(http::parse_page(request));
  const auto own = TRY(meta::in_read(state.database, [&](meta::Connection& connection) {
    return organizations_of(connection, who.user.id);
  }));
  json::array results;
  std::int64_t count = 0;
  for (const auto& each : own) {
    if (!reaches(who, each.organization)) continue;
    if (count >= page.offset && count < page.offset + page.limit)
      results.push_back(organization_summary_json(each));
    ++count;
  }
  return http::Response::json(http::page_json(request, page, count, std::move(results)));
}

Result<http::Response> create(Accounts::State& state, const Access& who, const http::Request& request) {
  if (!who.scoped_organizations.empty() || !who.scoped_projects.empty())
    return failure(ErrorKind::forbidden, "permission_denied",
                   "An API key that is scoped to projects or organizations cannot create an organization.");
  const auto body = TRY(body_object(request));
  const auto name = TRY(required_name(body, "name"));
  const auto now = state.clock.now();
  const auto made =
      TRY(meta::in_write(state.database, [&](meta::Connection& connection) -> Result<json::object> {
        if (TRY(organizations_of(connection, who.user.id)).size() >= max_organizations_per_user)
          return invalid(fmt::format("You can be in {} organizations.", max_organizations_per_user));
        const auto organization = TRY(make_organization(connection, name, who.user.id, now));
        auto user = TRY(find_user(connection, who.user.id));
        CHECK(user.has_value());
        user->current_organization = organization.id;
        user->current_project = std::nullopt;
        TRY(update_user(connection, *user));
        return whole(connection, {organization, Role::owner});
      }));
  return http::Response::json(made, 201);
}

Result<http::Response> show(Accounts::State& state, const OrganizationAccess& access) {
  const auto out = TRY(meta::in_read(state.database, [&](meta::Connection& connection) {
    return whole(connection, {access.organization, access.role});
  }));
  return http::Response::json(out);
}

Result<http::Response> change(Accounts::State& state, const OrganizationAccess& access,
                              const http::Request& request) {
  const auto body = TRY(body_object(request));
  const auto name = TRY(optional_name(body, "name"));
  const auto now = state.clock.now();
  return meta::in_write(state.database, [&](meta::Connection& connection) -> Result<http::Response> {
    auto organization = access.organization;
    if (name && *name != organization.name) {
      TRY(rename_organization(connection, organization.id, *name, now));
      TRY(record_activity_at(connection, {organization.id, std::nullopt, access.who.user.id},
                             {now,
                              "Organization",
                              organization.id,
                              "updated",
                              *name,
                              {Change{"name", json::value(organization.name), json::value(*name)}}}));
      organization.name = *name;
      organization.updated_at = now;
    }
    return http::Response::json(TRY(whole(connection, {organization, access.role})));
  });
}

}  // namespace

void add_organization_routes(http::Router& router, Accounts& accounts) {
  auto& state = accounts.state();
  using http::Method;
  add_user_route(router, accounts, Method::get, "/api/organizations/",
                 route_doc("The user's organizations", "organization:read"), {},
                 [&state](const Access& who, http::Request& request) { return list(state, who, request); });
  add_user_route(router, accounts, Method::post, "/api/organizations/",
                 route_doc("Create an organization", "organization:write"), {},
                 [&state](const Access& who, http::Request& request) { return create(state, who, request); });
  add_organization_route(
      router, accounts, Method::get, "", route_doc("One organization", "organization:read"), {},
      [&state](const OrganizationAccess& access, http::Request&) { return show(state, access); });
  add_organization_route(router, accounts, Method::patch, "",
                         route_doc("Rename an organization", "organization:write"), for_admins,
                         [&state](const OrganizationAccess& access, http::Request& request) {
                           return change(state, access, request);
                         });
}

}  // namespace leapfrog::accounts
