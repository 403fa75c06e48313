#include "accounts/deletions.h"

#include "accounts/state.h"

namespace leapfrog::accounts {

Result<std::vector<ProjectId>> projects_to_erase(Accounts& accounts) {
  return meta::in_read(accounts.state().database, [](meta::Connection& connection) {
    return meta::find_all(connection,
                          "SELECT project_id FROM deleted_projects WHERE erased_at IS NULL ORDER BY 1", {},
                          [](const meta::Row& row) { return row.integer(0); });
  });
}

Result<> project_erased(Accounts& accounts, ProjectId project) {
  const auto now = to_micros(accounts.state().clock.now());
  return accounts.state().database.write([&](meta::Connection& connection) {
    return connection.execute("UPDATE deleted_projects SET erased_at = ? WHERE project_id = ?",
                              {now, project});
  });
}

}  // namespace leapfrog::accounts
