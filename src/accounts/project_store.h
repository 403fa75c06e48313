// Projects as they are stored.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "accounts/key_store.h"

namespace leapfrog::accounts {

struct ProjectRow {
  ProjectId id = 0;
  std::string uuid;
  std::string organization_id;
  std::string name;
  std::string api_token;
  std::optional<std::string> secret_mask;
  json::object settings;  // complete
  Instant created_at;
  Instant updated_at;
};

struct NewProject {
  std::string organization_id;
  std::string name;
  json::object settings;
};

Result<ProjectRow> insert_project(meta::Connection& connection, const NewProject& project,
                                  const Secret& secret, Instant now);
Result<std::optional<ProjectRow>> find_project(meta::Connection& connection, ProjectId id);
Result<std::optional<ProjectId>> find_project_by_secret(meta::Connection& connection, std::string_view hash);
// Ordered by id. `organization` "" gives all.
Result<std::vector<ProjectRow>> list_projects(meta::Connection& connection, std::string_view organization);
Result<std::int64_t> count_projects(meta::Connection& connection, std::string_view organization);
// Of the organisations the user belongs to.
Result<std::vector<ProjectRow>> projects_of(meta::Connection& connection, UserId user);
// What "@current" means for a user: the project chosen last, else the first of the current organisation, else
// the first of any.
Result<std::optional<ProjectId>> current_project(meta::Connection& connection, UserId user);
// Name and settings.
Result<> update_project(meta::Connection& connection, const ProjectRow& project, Instant now);
Result<> set_project_token(meta::Connection& connection, ProjectId id, std::string_view api_token,
                           Instant now);
Result<> set_project_secret(meta::Connection& connection, ProjectId id, const Secret& secret, Instant now);
// What other slices keep of it is erased afterwards; see deletions.h.
Result<> delete_project(meta::Connection& connection, ProjectId id, Instant now);

}  // namespace leapfrog::accounts
