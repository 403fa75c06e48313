// The activity log of a project and of an organisation, newest first.
#include "accounts/account_routes.h"
#include "accounts/activity.h"
#include "accounts/activity_page.h"
#include "accounts/api_objects.h"
#include "accounts/state.h"

namespace leapfrog::accounts {
namespace {

constexpr RouteAccess for_admins{.role = Role::admin, .project_secret = false, .session_only = false};

Result<http::Response> list(Accounts::State& state, const ActivityFilter& filter,
                            const http::Request& request) {
  const auto page = TRY(http::parse_page(request));
  return meta::in_read(state.database, [&](meta::Connection& connection) -> Result<http::Response> {
    json::array results;
    for (const auto& entry : TRY(list_activity(connection, filter, page)))
      results.push_back(activity_json(entry));
    const auto count = TRY(count_activity(connection, filter));
    return http::Response::json(http::page_json(request, page, count, std::move(results)));
  });
}

std::string asked(const http::Request& request, std::string_view name) {
  return std::string(request.query.get(name));
}

}  // namespace

Result<http::Response> activity_page(Accounts& accounts, const ProjectAccess& access,
                                     const http::Request& request, std::string_view scope,
                                     std::string_view item_id) {
  return list(accounts.state(), {"", access.id(), std::string(scope), std::string(item_id)}, request);
}

void add_activity_routes(http::Router& router, Accounts& accounts) {
  auto& state = accounts.state();
  add_project_route(
      router, accounts, http::Method::get, "activity_log/",
      route_doc("Who changed what in a project", "activity_log:read"),
      [&state](const ProjectAccess& access, http::Request& request) {
        return list(state, {"", access.id(), asked(request, "scope"), asked(request, "item_id")}, request);
      });
  add_organization_route(
      router, accounts, http::Method::get, "activity_log/",
      route_doc("Who changed what in an organization", "activity_log:read"), for_admins,
      [&state](const OrganizationAccess& access, http::Request& request) {
        return list(
            state, {access.organization.id, std::nullopt, asked(request, "scope"), asked(request, "item_id")},
            request);
      });
}

}  // namespace leapfrog::accounts
