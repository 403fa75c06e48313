// How the routes of this slice are added, one function per noun.
#pragma once

#include <functional>
#include <string_view>

#include "accounts/accounts.h"
#include "accounts/organization_store.h"

namespace leapfrog::accounts {

// The response, or the error as PostHog's error object. What is our fault is logged with the request's id,
// since the answer does not say it.
http::Response answer(const http::Request& request, Result<http::Response> result);

// Without any credential.
using PublicHandler = std::function<Result<http::Response>(http::Request&)>;
void add_public_route(http::Router& router, http::Method method, std::string_view path, http::RouteDoc doc,
                      PublicHandler handler);

// For whoever has a user.
using UserHandler = std::function<Result<http::Response>(const Access&, http::Request&)>;
void add_user_route(http::Router& router, Accounts& accounts, http::Method method, std::string_view path,
                    http::RouteDoc doc, RouteAccess access, UserHandler handler);

// For members of an organisation.
struct OrganizationAccess {
  Organization organization;
  Access who;
  Role role = Role::viewer;
};
using OrganizationHandler = std::function<Result<http::Response>(const OrganizationAccess&, http::Request&)>;
// `path` is relative to /api/organizations/{organization_id}/, where "@current" is allowed.
void add_organization_route(http::Router& router, Accounts& accounts, http::Method method,
                            std::string_view path, http::RouteDoc doc, RouteAccess access,
                            OrganizationHandler handler);
// As of Accounts::authorize_project, for an organisation.
Result<OrganizationAccess> authorize_organization(Accounts& accounts, const http::Request& request,
                                                  std::string_view organization, std::string_view scope,
                                                  RouteAccess asked);

http::RouteDoc route_doc(std::string_view summary, std::string_view scope, std::string_view request_type = "",
                         std::string_view response_type = "");

void add_sign_in_routes(http::Router& router, Accounts& accounts);
void add_signup_routes(http::Router& router, Accounts& accounts);
void add_reset_routes(http::Router& router, Accounts& accounts);
void add_mail_routes(http::Router& router, Accounts& accounts);
void add_visit_routes(http::Router& router, Accounts& accounts);
void add_user_routes(http::Router& router, Accounts& accounts);
void add_session_routes(http::Router& router, Accounts& accounts);
void add_key_routes(http::Router& router, Accounts& accounts);
void add_organization_routes(http::Router& router, Accounts& accounts);
void add_member_routes(http::Router& router, Accounts& accounts);
void add_invite_routes(http::Router& router, Accounts& accounts);
void add_project_routes(http::Router& router, Accounts& accounts);
void add_activity_routes(http::Router& router, Accounts& accounts);

}  // namespace leapfrog::accounts
