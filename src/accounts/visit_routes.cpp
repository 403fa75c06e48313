// visits/: since when a user has not seen a project, for the page that says what happened meanwhile.
#include "accounts/account_routes.h"
#include "accounts/api_objects.h"
#include "accounts/state.h"
#include "accounts/visit_store.h"
#include "http/object_schema.h"

namespace leapfrog::accounts {
namespace {

constexpr RouteAccess signed_in{.role = Role::viewer, .project_secret = false, .session_only = true};

Result<http::Response> visit(Accounts::State& state, const ProjectAccess& access) {
  const auto since = TRY(meta::in_write(state.database, [&](meta::Connection& connection) {
    return note_visit(connection, access.who().user.id, access.id(), state.clock.now());
  }));
  return http::Response::json(json::object{{"since", instant_json(since)}});
}

}  // namespace

void add_visit_routes(http::Router& router, Accounts& accounts) {
  auto& state = accounts.state();
  router.add_schema("Visit", http::object_schema({{"since", "string?"}}));
  add_project_route(
      router, accounts, http::Method::post, "visits/",
      route_doc("Say that the user is here; gives when their visit before this one ended", "project:read", "",
                "Visit"),
      [&state](const ProjectAccess& access, http::Request&) { return visit(state, access); }, signed_in);
}

}  // namespace leapfrog::accounts
