#include "accounts/project_store.h"

#include <fmt/format.h>

#include "accounts/project_settings.h"
#include "base/crypto.h"
#include "base/uuid.h"
#include "storage/meta/rows.h"

namespace leapfrog::accounts {
namespace {

std::string select(std::string_view rest) {
  return fmt::format(
      "SELECT p.id, p.uuid, p.organization_id, p.name, p.api_token, p.secret_mask, p.settings, p.created_at, "
      "p.updated_at FROM projects p {}",
      rest);
}

ProjectRow read_project(const meta::Row& row) {
  ProjectRow out;
  out.id = row.integer(0);
  out.uuid = row.text(1);
  out.organization_id = row.text(2);
  out.name = row.text(3);
  out.api_token = row.text(4);
  out.secret_mask = row.optional_text(5);
  out.settings = complete_settings(json::parse(row.view(6)).as_object());  // written by ourselves
  out.created_at = from_micros(row.integer(7));
  out.updated_at = from_micros(row.integer(8));
  return out;
}

}  // namespace

Result<ProjectRow> insert_project(meta::Connection& connection, const NewProject& project,
                                  const Secret& secret, Instant now) {
  TRY(connection.execute(
      "INSERT INTO projects (uuid, organization_id, name, api_token, secret_hash, secret_mask, settings, "
      "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {Uuid::at(now).text(), project.organization_id, project.name, random_token("phc_"), secret.hash,
       secret.mask, json::serialize(project.settings), to_micros(now), to_micros(now)}));
  auto row = TRY(find_project(connection, connection.last_insert_id()));
  CHECK(row.has_value());
  return *std::move(row);
}

Result<std::optional<ProjectRow>> find_project(meta::Connection& connection, ProjectId id) {
  return meta::find_one(connection, select("WHERE p.id = ?"), {id}, read_project);
}

Result<std::optional<ProjectId>> find_project_by_secret(meta::Connection& connection, std::string_view hash) {
  return meta::find_one(connection, "SELECT id FROM projects WHERE secret_hash = ?", {hash},
                        [](const meta::Row& row) { return row.integer(0); });
}

Result<std::vector<ProjectRow>> list_projects(meta::Connection& connection, std::string_view organization) {
  if (organization.empty()) return meta::find_all(connection, select("ORDER BY p.id"), {}, read_project);
  return meta::find_all(connection, select("WHERE p.organization_id = ? ORDER BY p.id"), {organization},
                        read_project);
}

Result<std::int64_t> count_projects(meta::Connection& connection, std::string_view organization) {
  return meta::find_number(connection, "SELECT count(*) FROM projects WHERE organization_id = ?",
                           {organization});
}

Result<std::vector<ProjectRow>> projects_of(meta::Connection& connection, UserId user) {
  return meta::find_all(connection,
                        select("JOIN memberships m ON m.organization_id = p.organization_id "
                               "WHERE m.user_id = ? ORDER BY p.id"),
                        {user}, read_project);
}

Result<std::optional<ProjectId>> current_project(meta::Connection& connection, UserId user) {
  return meta::find_one(connection,
                        "SELECT p.id FROM users u JOIN memberships m ON m.user_id = u.id "
                        "JOIN projects p ON p.organization_id = m.organization_id WHERE u.id = ? "
                        "ORDER BY p.id IS u.current_project DESC, "
                        "p.organization_id IS u.current_organization DESC, p.id LIMIT 1",
                        {user}, [](const meta::Row& row) { return row.integer(0); });
}

Result<> update_project(meta::Connection& connection, const ProjectRow& project, Instant now) {
  return connection.execute("UPDATE projects SET name = ?, settings = ?, updated_at = ? WHERE id = ?",
                            {project.name, json::serialize(project.settings), to_micros(now), project.id});
}

Result<> set_project_token(meta::Connection& connection, ProjectId id, std::string_view api_token,
                           Instant now) {
  return connection.execute("UPDATE projects SET api_token = ?, updated_at = ? WHERE id = ?",
                            {api_token, to_micros(now), id});
}

Result<> set_project_secret(meta::Connection& connection, ProjectId id, const Secret& secret, Instant now) {
  return connection.execute(
      "UPDATE projects SET secret_hash = ?, secret_mask = ?, updated_at = ? WHERE id = ?",
      {secret.hash, secret.mask, to_micros(now), id});
}

Result<> delete_project(meta::Connection& connection, ProjectId id, Instant now) {
  TRY(connection.execute("INSERT INTO deleted_projects (project_id, deleted_at) VALUES (?, ?)",
                         {id, to_micros(now)}));
  return connection.execute("DELETE FROM projects WHERE id = ?", {id});
}

}  // namespace leapfrog::accounts
