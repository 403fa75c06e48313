// The door of the accounts slice: who is asking, what they may do, and the only way to reach a project's
// data. A route that works on a project is added with add_project_route(); its handler is given a
// ProjectAccess, which nothing but Accounts can make, so a query that names a project has been allowed to.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/projects.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "http/router.h"
#include "storage/meta/database.h"

namespace leapfrog::accounts {

using UserId = std::int64_t;

// A member's level in an organisation, as PostHog numbers them; viewer is ours.
enum class Role : std::uint8_t { viewer = 0, member = 1, admin = 8, owner = 15 };

struct User {
  UserId id = 0;
  std::string uuid;
  std::string email;
  std::string first_name;
  std::string last_name;
};
// The `created_by` object of PostHog's API; null for nobody.
json::value user_json(const std::optional<User>& user);

// Who sent a request.
struct Access {
  enum class By : std::uint8_t { session, personal_key, project_secret };
  By by = By::session;
  User user;                               // id 0 for a project secret
  std::string credential;                  // id of the session or the key, for the lists that mark "this one"
  std::vector<std::string> scopes;         // of a personal key: "*", "person:read", …
  std::vector<ProjectId> scoped_projects;  // of a personal key; empty: all of the user's
  std::vector<std::string> scoped_organizations;
};

// Leave to work on one project, given by Accounts after it checked the credential, the scope and the role.
class ProjectAccess {
 public:
  const Project& project() const { return *project_; }
  ProjectId id() const { return project_->id; }
  const Access& who() const { return who_; }
  Role role() const { return role_; }
  // For created_by columns; nothing when the request came with a project secret.
  std::optional<UserId> user_id() const {
    return who_.user.id == 0 ? std::nullopt : std::optional(who_.user.id);
  }

 private:
  friend class Accounts;
  ProjectAccess(std::shared_ptr<const Project> project, Access who, Role role)
      : project_(std::move(project)), who_(std::move(who)), role_(role) {}

  std::shared_ptr<const Project> project_;
  Access who_;
  Role role_;
};

// What a route asks for beyond its scope. "<object>:read" needs a viewer and "<object>:write" a member unless
// `role` says more.
struct RouteAccess {
  std::optional<Role> role;
  bool project_secret = false;  // also with the project's secret token (phs_…)
  bool session_only = false;    // not with a key at all
};

class Accounts final : public ProjectDirectory {
 public:
  // The database must have migrations() applied. Both references must outlive the object.
  static Result<std::unique_ptr<Accounts>> open(meta::Database& database, const Clock& clock);
  ~Accounts() override;
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;

  std::shared_ptr<const Project> by_token(std::string_view api_token) const override;
  std::shared_ptr<const Project> by_id(ProjectId id) const override;
  std::vector<std::shared_ptr<const Project>> all() const override;

  // Who sent the request: `Authorization: Bearer`, else `personal_api_key` in the query or the JSON body,
  // else the session cookie (with its CSRF token for methods that change something). Errors are in PostHog's
  // words: 401 not_authenticated or authentication_failed, 403 permission_denied.
  Result<Access> authenticate(const http::Request& request);
  // The same, and the key's scopes allow `scope` ("" asks for none).
  Result<Access> authorize(const http::Request& request, std::string_view scope, RouteAccess asked);
  // `project` is an id in digits or "@current"; 404 when it does not exist or is not the user's.
  Result<ProjectAccess> authorize_project(const http::Request& request, std::string_view project,
                                          std::string_view scope, RouteAccess asked);
  // For work that the server does by itself, such as counting again: as a viewer that is nobody. Nothing when
  // there is no such project.
  std::optional<ProjectAccess> background_access(ProjectId project) const;
  Result<std::optional<User>> user(UserId id);
  // Whether the project is one that the user may see: who may be named as an owner, assigned, mentioned.
  Result<bool> is_member(const Project& project, UserId user);

  // For the files of this slice only.
  struct State;
  State& state() { return *state_; }

 private:
  explicit Accounts(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A handler that works on a project. An error becomes PostHog's error object.
using ProjectHandler = std::function<Result<http::Response>(const ProjectAccess&, http::Request&)>;

// Adds `path` ("persons/{id}/") under /api/projects/{project_id}/ and /api/environments/{project_id}/.
// doc.scope must be "<object>:read" or "<object>:write" with an object that scopes.cpp lists.
void add_project_route(http::Router& router, Accounts& accounts, http::Method method, std::string_view path,
                       http::RouteDoc doc, ProjectHandler handler, RouteAccess access = {},
                       http::RouteOptions options = {});

// One change for the activity log. Never put a secret in: write what it is, not what it says.
struct Change {
  std::string field;
  json::value before;
  json::value after;
};
struct Activity {
  Instant at;
  std::string scope;  // PostHog's word for the kind of thing: "FeatureFlag", "Insight", "Person"
  std::string item_id;
  std::string activity;  // "created", "updated", "deleted", …
  std::string name;      // what people call the thing
  std::vector<Change> changes;
};
// Writes it inside the caller's transaction, so that a change and its record happen together.
Result<> record_activity(meta::Connection& connection, const ProjectAccess& access, const Activity& activity);
// The fields whose values differ; a field that one side lacks counts as null there.
std::vector<Change> changes_between(const json::object& before, const json::object& after);

// What `leapfrog init` makes: the first user, their organisation, a project and a key that may do everything.
struct BootstrapRequest {
  std::string email;
  std::string password;
  std::string first_name;
  std::string organization_name;
  std::string project_name;
};
struct Bootstrapped {
  UserId user = 0;
  std::string organization;
  ProjectId project = 0;
  std::string project_token;     // phc_…
  std::string project_secret;    // phs_…
  std::string personal_api_key;  // phx_…
};
// Errors: `invalid` with the attr of the field; `conflict` when there is a user already.
Result<Bootstrapped> bootstrap(Accounts& accounts, const BootstrapRequest& request);

// Everything under /api/ that is about accounts, and /_preflight/, /logout.
void add_routes(http::Router& router, Accounts& accounts);

// The schema, migrations 100 to 199.
const std::vector<meta::Migration>& migrations();

}  // namespace leapfrog::accounts
