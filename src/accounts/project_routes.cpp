// /api/projects/ (also as /api/environments/ and inside /api/organizations/{id}/): projects and their
// settings.
#include <fmt/format.h>

#include <algorithm>

#include "accounts/account_routes.h"
#include "accounts/activity.h"
#include "accounts/api_objects.h"
#include "accounts/founding.h"
#include "accounts/input.h"
#include "accounts/project_settings.h"
#include "accounts/state.h"
#include "base/crypto.h"
#include "http/object_schema.h"
#include "http/pagination.h"

namespace leapfrog::accounts {
namespace {

constexpr std::int64_t max_projects_per_organization = 10'000;
constexpr RouteAccess for_admins{.role = Role::admin, .project_secret = false, .session_only = false};

Result<ProjectRow> row_of(meta::Connection& connection, const ProjectAccess& access) {
  auto row = TRY(find_project(connection, access.id()));
  if (!row) return not_found();  // deleted since the check
  return *std::move(row);
}

http::Response list_page(const http::Request& request, http::Page page,
                         const std::vector<ProjectRow>& projects) {
  const auto count = static_cast<std::int64_t>(projects.size());
  json::array results;
  for (auto i = page.offset; i < std::min(count, page.offset + page.limit); ++i)
    results.push_back(project_summary_json(projects[static_cast<std::size_t>(i)]));
  return http::Response::json(http::page_json(request, page, count, std::move(results)));
}

Result<http::Response> list_own(Accounts::State& state, const Access& who, const http::Request& request) {
  const auto page = TRY(http::parse_page(request));
  auto projects = TRY(meta::in_read(
      state.database, [&](meta::Connection& connection) { return projects_of(connection, who.user.id); }));
  std::erase_if(projects, [&](const ProjectRow& project) {
    const auto hides = [](const auto& list, const auto& item) {
      return !list.empty() && std::ranges::find(list, item) == list.end();
    };
    return hides(who.scoped_projects, project.id) || hides(who.scoped_organizations, project.organization_id);
  });
  return list_page(request, page, projects);
}

Result<http::Response> create(Accounts::State& state, const OrganizationAccess& access,
                              const http::Request& request) {
  const auto body = TRY(body_object(request));
  NewProject project;
  project.organization_id = access.organization.id;
  project.name = TRY(optional_name(body, "name")).value_or("Default project");
  project.settings = TRY(changed_settings(default_settings(), body));
  const auto now = state.clock.now();
  const auto made =
      TRY(meta::in_write(state.database, [&](meta::Connection& connection) -> Result<MadeProject> {
        if (TRY(count_projects(connection, access.organization.id)) >= max_projects_per_organization)
          return invalid(fmt::format("An organization can have {} projects.", max_projects_per_organization));
        return make_project(connection, project, access.who.user.id, now);
      }));
  TRY(state.refresh_projects());
  return http::Response::json(project_json(made.project, access.role, made.secret), 201);
}

Result<http::Response> show(Accounts::State& state, const ProjectAccess& access) {
  const auto row = TRY(meta::in_read(
      state.database, [&](meta::Connection& connection) { return row_of(connection, access); }));
  return http::Response::json(project_json(row, access.role(), std::nullopt));
}

json::object logged_fields(const ProjectRow& project) {
  json::object out = project.settings;
  out["name"] = project.name;
  return out;
}

Result<http::Response> change(Accounts::State& state, const ProjectAccess& access,
                              const http::Request& request) {
  const auto body = TRY(body_object(request));
  const auto name = TRY(optional_name(body, "name"));
  const auto now = state.clock.now();
  const auto row =
      TRY(meta::in_write(state.database, [&](meta::Connection& connection) -> Result<ProjectRow> {
        auto project = TRY(row_of(connection, access));
        const auto before = logged_fields(project);
        if (name) project.name = *name;
        project.settings = TRY(changed_settings(project.settings, body));
        auto changes = changes_between(before, logged_fields(project));
        if (changes.empty()) return project;
        TRY(update_project(connection, project, now));
        TRY(record_activity(
            connection, access,
            {now, "Project", std::to_string(project.id), "updated", project.name, std::move(changes)}));
        return row_of(connection, access);
      }));
  TRY(state.refresh_projects());
  return http::Response::json(project_json(row, access.role(), std::nullopt));
}

Result<http::Response> remove(Accounts::State& state, const ProjectAccess& access,
                              const http::Request& request) {
  const auto body = TRY(body_object(request));
  const auto typed = TRY(optional_string(body, "name"));
  const auto now = state.clock.now();
  TRY(state.database.write([&](meta::Connection& connection) -> Result<> {
    const auto project = TRY(row_of(connection, access));
    if (typed != project.name)
      return invalid("To delete the project, send its exact name in the field \"name\".", "name",
                     "confirmation");
    TRY(delete_project(connection, project.id, now));
    return record_activity(connection, access,
                           {now, "Project", std::to_string(project.id), "deleted", project.name, {}});
  }));
  TRY(state.refresh_projects());
  return http::Response::empty(204);
}

Result<http::Response> reset_token(Accounts::State& state, const ProjectAccess& access) {
  const auto now = state.clock.now();
  const auto token = random_token("phc_");
  const auto row =
      TRY(meta::in_write(state.database, [&](meta::Connection& connection) -> Result<ProjectRow> {
        const auto before = TRY(row_of(connection, access));
        TRY(set_project_token(connection, before.id, token, now));
        TRY(record_activity(connection, access,
                            {now,
                             "Project",
                             std::to_string(before.id),
                             "token reset",
                             before.name,
                             {Change{"api_token", json::value(before.api_token), json::value(token)}}}));
        return row_of(connection, access);
      }));
  TRY(state.refresh_projects());
  return http::Response::json(project_json(row, access.role(), std::nullopt));
}

Result<http::Response> rotate_secret(Accounts::State& state, const ProjectAccess& access) {
  const auto now = state.clock.now();
  const auto secret = make_secret("phs_");
  return meta::in_write(state.database, [&](meta::Connection& connection) -> Result<http::Response> {
    TRY(set_project_secret(connection, access.id(), secret, now));
    const auto row = TRY(row_of(connection, access));
    TRY(record_activity(connection, access,
                        {now, "Project", std::to_string(row.id), "secret rotated", row.name, {}}));
    return http::Response::json(project_json(row, access.role(), secret.value));
  });
}

// The three places where a project's own routes live.
void add_everywhere(http::Router& router, Accounts& accounts, http::Method method, const std::string& path,
                    const http::RouteDoc& doc, RouteAccess asked, const ProjectHandler& handler) {
  add_project_route(router, accounts, method, path, doc, handler, asked);
  const auto inside = [&accounts, scope = doc.scope, asked,
                       handler](http::Request& request) -> http::Response {
    const auto allowed = accounts.authorize_project(request, request.param("project_id"), scope, asked);
    if (!allowed) return answer(request, Failure(allowed.error()));
    const auto organization = request.param("organization_id");
    if (organization != "@current" && organization != allowed->project().organization_id)
      return answer(request, not_found());
    return answer(request, handler(*allowed, request));
  };
  router.add({method, "/api/organizations/{organization_id}/projects/{project_id}/" + path, doc, {}, inside});
}

// The settings' types follow from what they are until someone sets them.
void add_project_schema(http::Router& router) {
  auto schema = http::object_schema({{"id", "integer"},
                                     {"uuid", "string"},
                                     {"organization", "string"},
                                     {"name", "string"},
                                     {"api_token", "string"},
                                     {"secret_api_token", "string?"},
                                     {"created_at", "string"},
                                     {"updated_at", "string"}});
  auto& properties = schema["properties"].as_object();
  for (const auto& [key, value] : default_settings()) {
    const std::string_view type = value.is_bool()     ? "boolean"
                                  : value.is_string() ? "string"
                                  : value.is_number() ? "number"
                                  : value.is_array()  ? "array"
                                  : value.is_object() ? "object"
                                                      : "any";
    properties[key] = http::type_schema(type);
  }
  router.add_schema("Project", std::move(schema));
}

void add_collection_routes(http::Router& router, Accounts& accounts) {
  auto& state = accounts.state();
  using http::Method;
  for (const auto* path : {"/api/projects/", "/api/environments/"}) {
    add_user_route(
        router, accounts, Method::get, path, route_doc("The user's projects", "project:read"), {},
        [&state](const Access& who, http::Request& request) { return list_own(state, who, request); });
    router.add(
        {Method::post,
         path,
         route_doc("Create a project in the current organization", "project:write", "Project", "Project"),
         {},
         [&accounts](http::Request& request) {
           const auto access =
               authorize_organization(accounts, request, "@current", "project:write", for_admins);
           if (!access) return answer(request, Failure(access.error()));
           return answer(request, create(accounts.state(), *access, request));
         }});
  }
  add_organization_route(
      router, accounts, Method::get, "projects/",
      route_doc("The projects of an organization", "project:read"), {},
      [&state](const OrganizationAccess& access, http::Request& request) -> Result<http::Response> {
        const auto page = TRY(http::parse_page(request));
        const auto projects = TRY(meta::in_read(state.database, [&](meta::Connection& connection) {
          return list_projects(connection, access.organization.id);
        }));
        return list_page(request, page, projects);
      });
  add_organization_route(router, accounts, Method::post, "projects/",
                         route_doc("Create a project", "project:write", "Project", "Project"), for_admins,
                         [&state](const OrganizationAccess& access, http::Request& request) {
                           return create(state, access, request);
                         });
}

}  // namespace

void add_project_routes(http::Router& router, Accounts& accounts) {
  auto& state = accounts.state();
  using http::Method;
  add_project_schema(router);
  add_collection_routes(router, accounts);
  add_everywhere(router, accounts, Method::get, "",
                 route_doc("One project with its settings", "project:read", "", "Project"), {},
                 [&state](const ProjectAccess& access, http::Request&) { return show(state, access); });
  add_everywhere(router, accounts, Method::patch, "",
                 route_doc("Change a project's settings", "project:write", "Project", "Project"), {},
                 [&state](const ProjectAccess& access, http::Request& request) {
                   return change(state, access, request);
                 });
  add_everywhere(router, accounts, Method::del, "", route_doc("Delete a project", "project:write"),
                 for_admins, [&state](const ProjectAccess& access, http::Request& request) {
                   return remove(state, access, request);
                 });
  for (const auto method : {Method::patch, Method::post}) {
    add_everywhere(
        router, accounts, method, "reset_token/",
        route_doc("Replace the project token; SDKs with the old one stop sending", "project:write"),
        for_admins,
        [&state](const ProjectAccess& access, http::Request&) { return reset_token(state, access); });
    add_everywhere(
        router, accounts, method, "rotate_secret_token/",
        route_doc("Replace the project's secret token", "project:write"), for_admins,
        [&state](const ProjectAccess& access, http::Request&) { return rotate_secret(state, access); });
  }
}

}  // namespace leapfrog::accounts
