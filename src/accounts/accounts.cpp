#include "accounts/accounts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "accounts/account_routes.h"
#include "accounts/credentials.h"
#include "accounts/organization_store.h"
#include "accounts/post.h"
#include "accounts/project_store.h"
#include "accounts/scopes.h"
#include "accounts/state.h"
#include "accounts/user_store.h"
#include "outbox/outbox.h"

namespace leapfrog::accounts {
namespace {

Failure denied(std::string detail) {
  return failure(ErrorKind::forbidden, "permission_denied", std::move(detail));
}

// "12" → 12; nothing for what is no id.
std::optional<ProjectId> project_number(std::string_view text) {
  ProjectId id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size() || id <= 0) return std::nullopt;
  return id;
}

Result<> check_scope(const Access& who, std::string_view scope, RouteAccess asked) {
  if (who.by == Access::By::session) return {};
  if (asked.session_only) return denied("This action does not support personal API key access.");
  if (who.by == Access::By::project_secret) {
    if (!asked.project_secret) return denied("This action does not support project secret token access.");
    return {};
  }
  if (!scope.empty() && !allows(who.scopes, scope))
    return denied(fmt::format("API key missing required scope '{}'", scope));
  return {};
}

}  // namespace

bool Post::has_mail() const { return outbox != nullptr && outbox->has_mail(); }

void send_by(Accounts& accounts, Post post) { accounts.state().post = std::move(post); }

Result<> Accounts::State::refresh_projects() {
  const std::lock_guard lock(refresh_mutex_);
  projects.replace(TRY(
      meta::in_read(database, [](meta::Connection& connection) { return list_projects(connection, ""); })));
  return {};
}

Accounts::Accounts(std::unique_ptr<State> state) : state_(std::move(state)) {}
Accounts::~Accounts() = default;

Result<std::unique_ptr<Accounts>> Accounts::open(meta::Database& database, const Clock& clock) {
  auto state = std::make_unique<State>(database, clock);
  TRY(state->refresh_projects());
  return std::unique_ptr<Accounts>(new Accounts(std::move(state)));
}

std::shared_ptr<const Project> Accounts::by_token(std::string_view api_token) const {
  return state_->projects.by_token(api_token);
}
std::shared_ptr<const Project> Accounts::by_id(ProjectId id) const { return state_->projects.by_id(id); }
std::vector<std::shared_ptr<const Project>> Accounts::all() const { return state_->projects.all(); }

Result<std::optional<User>> Accounts::user(UserId id) {
  const auto row = TRY(meta::in_read(
      state_->database, [&](meta::Connection& connection) { return find_user(connection, id); }));
  return row ? std::optional(row->user) : std::nullopt;
}

Result<bool> Accounts::is_member(const Project& project, UserId user) {
  const auto role = TRY(meta::in_read(state_->database, [&](meta::Connection& connection) {
    return find_role(connection, project.organization_id, user);
  }));
  return role.has_value();
}

Result<Access> Accounts::authenticate(const http::Request& request) { return access_of(*state_, request); }

Result<Access> Accounts::authorize(const http::Request& request, std::string_view scope, RouteAccess asked) {
  auto who = TRY(authenticate(request));
  TRY(check_scope(who, scope, asked));
  TRY(state_->take_rate(who, scope));
  return who;
}

Result<ProjectAccess> Accounts::authorize_project(const http::Request& request, std::string_view project,
                                                  std::string_view scope, RouteAccess asked) {
  auto who = TRY(authorize(request, scope, asked));
  if (who.by == Access::By::project_secret) {
    const auto own = who.scoped_projects.front();
    if (project != "@current" && project_number(project) != own) return not_found();
    auto found = by_id(own);
    if (found == nullptr) return not_found();
    // A secret in a server's configuration may do what a member may, whatever the route asks for.
    if (Role::member < asked.role.value_or(role_for(scope)))
      return denied("Your project access level is insufficient.");
    return ProjectAccess(std::move(found), std::move(who), Role::member);
  }
  auto number = project_number(project);
  if (project == "@current") {
    number = TRY(meta::in_read(state_->database, [&](meta::Connection& connection) {
      return current_project(connection, who.user.id);
    }));
  }
  auto found = number ? by_id(*number) : nullptr;
  if (found == nullptr) return not_found();
  const auto role = TRY(meta::in_read(state_->database, [&](meta::Connection& connection) {
    return find_role(connection, found->organization_id, who.user.id);
  }));
  if (!role) return not_found();  // others' projects look like none
  TRY(check_key_reaches(who, found->organization_id, found->id));
  if (*role < asked.role.value_or(role_for(scope)))
    return denied("Your project access level is insufficient.");
  return ProjectAccess(std::move(found), std::move(who), *role);
}

std::optional<ProjectAccess> Accounts::background_access(ProjectId project) const {
  auto found = by_id(project);
  if (found == nullptr) return std::nullopt;
  return ProjectAccess(std::move(found), Access{}, Role::viewer);
}

void add_project_route(http::Router& router, Accounts& accounts, http::Method method, std::string_view path,
                       http::RouteDoc doc, ProjectHandler handler, RouteAccess access,
                       http::RouteOptions options) {
  CHECK(is_scope(doc.scope));
  CHECK(path.empty() || path.front() != '/');
  const auto guarded = [&accounts, scope = doc.scope, access,
                        handler = std::move(handler)](http::Request& request) -> http::Response {
    const auto allowed = accounts.authorize_project(request, request.param("project_id"), scope, access);
    if (!allowed) return answer(request, Failure(allowed.error()));
    return answer(request, handler(*allowed, request));
  };
  for (const auto* prefix : {"/api/projects/{project_id}/", "/api/environments/{project_id}/"})
    router.add({method, fmt::format("{}{}", prefix, path), doc, options, guarded});
}

}  // namespace leapfrog::accounts
