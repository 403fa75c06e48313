// The table of actions. Times are microseconds since 1970, UTC.
#include "actions/actions.h"

namespace leapfrog::actions {

const std::vector<meta::Migration>& migrations() {
  static const std::vector<meta::Migration> all = {{500, "actions", R"sql(
CREATE TABLE actions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  tags TEXT NOT NULL,
  steps TEXT NOT NULL,
  post_to_slack INTEGER NOT NULL,
  slack_message_format TEXT NOT NULL,
  pinned_at INTEGER,
  deleted INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by INTEGER,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX action_names ON actions (project_id, name) WHERE deleted = 0;
CREATE INDEX actions_of_project ON actions (project_id, deleted);
)sql"}};
  return all;
}

}  // namespace leapfrog::actions
