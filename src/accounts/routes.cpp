#include <fmt/format.h>

#include "accounts/account_routes.h"
#include "accounts/credentials.h"
#include "accounts/scopes.h"
#include "accounts/state.h"
#include "accounts/user_store.h"
#include "base/log.h"

namespace leapfrog::accounts {
namespace {

// What "@current" means: the one chosen last, else the first.
Result<std::optional<std::string>> current_organization(meta::Connection& connection, UserId user) {
  const auto row = TRY(find_user(connection, user));
  if (row && row->current_organization) return row->current_organization;
  const auto own = TRY(organizations_of(connection, user));
  return own.empty() ? std::nullopt : std::optional(own.front().organization.id);
}

}  // namespace

http::Response answer(const http::Request& request, Result<http::Response> result) {
  if (result) return *std::move(result);
  const auto& error = result.error();
  if (error.kind == ErrorKind::internal || error.kind == ErrorKind::unavailable)
    log_error("A request failed", {{"request_id", request.id}, {"error", error.detail}});
  return http::error_response(error);
}

http::RouteDoc route_doc(std::string_view summary, std::string_view scope, std::string_view request_type,
                         std::string_view response_type) {
  return {std::string(summary), "accounts", std::string(scope), std::string(request_type),
          std::string(response_type)};
}

void add_public_route(http::Router& router, http::Method method, std::string_view path, http::RouteDoc doc,
                      PublicHandler handler) {
  router.add(
      {method, std::string(path), std::move(doc), {}, [handler = std::move(handler)](http::Request& request) {
         return answer(request, handler(request));
       }});
}

void add_user_route(http::Router& router, Accounts& accounts, http::Method method, std::string_view path,
                    http::RouteDoc doc, RouteAccess access, UserHandler handler) {
  CHECK(doc.scope.empty() || is_scope(doc.scope));
  router.add({method,
              std::string(path),
              doc,
              {},
              [&accounts, scope = doc.scope, access, handler = std::move(handler)](http::Request& request) {
                const auto who = accounts.authorize(request, scope, access);
                if (!who) return answer(request, Failure(who.error()));
                return answer(request, handler(*who, request));
              }});
}

Result<OrganizationAccess> authorize_organization(Accounts& accounts, const http::Request& request,
                                                  std::string_view organization, std::string_view scope,
                                                  RouteAccess asked) {
  auto who = TRY(accounts.authorize(request, scope, asked));
  return meta::in_read(accounts.state().database,
                       [&](meta::Connection& connection) -> Result<OrganizationAccess> {
                         std::string id(organization);
                         if (id == "@current")
                           id = TRY(current_organization(connection, who.user.id)).value_or("");
                         auto found = TRY(find_organization(connection, id));
                         const auto role = TRY(find_role(connection, id, who.user.id));
                         if (!found || !role) return not_found();
                         TRY(check_key_reaches(who, id, std::nullopt));
                         if (*role < asked.role.value_or(role_for(scope)))
                           return failure(ErrorKind::forbidden, "permission_denied",
                                          "Your organization access level is insufficient.");
                         return OrganizationAccess{*std::move(found), std::move(who), *role};
                       });
}

void add_organization_route(http::Router& router, Accounts& accounts, http::Method method,
                            std::string_view path, http::RouteDoc doc, RouteAccess access,
                            OrganizationHandler handler) {
  CHECK(is_scope(doc.scope));
  router.add({method,
              fmt::format("/api/organizations/{{organization_id}}/{}", path),
              doc,
              {},
              [&accounts, scope = doc.scope, access, handler = std::move(handler)](http::Request& request) {
                const auto allowed = authorize_organization(accounts, request,
                                                            request.param("organization_id"), scope, access);
                if (!allowed) return answer(request, Failure(allowed.error()));
                return answer(request, handler(*allowed, request));
              }});
}

void add_routes(http::Router& router, Accounts& accounts) {
  add_sign_in_routes(router, accounts);
  add_signup_routes(router, accounts);
  add_reset_routes(router, accounts);
  add_mail_routes(router, accounts);
  add_visit_routes(router, accounts);
  add_user_routes(router, accounts);
  add_session_routes(router, accounts);
  add_key_routes(router, accounts);
  add_organization_routes(router, accounts);
  add_member_routes(router, accounts);
  add_invite_routes(router, accounts);
  add_project_routes(router, accounts);
  add_activity_routes(router, accounts);
}

}  // namespace leapfrog::accounts
