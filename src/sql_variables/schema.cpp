// The table of variables. Times are microseconds since 1970, UTC.
#include "sql_variables/sql_variables.h"

namespace leapfrog::sql_variables {

const std::vector<meta::Migration>& migrations() {
  static const std::vector<meta::Migration> all = {{1350, "variables of SQL", R"sql(
CREATE TABLE sql_variables (
  id TEXT PRIMARY KEY,          -- a UUID
  project_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  code_name TEXT NOT NULL,      -- as statements write it
  type TEXT NOT NULL,           -- String, Number, Boolean, Date or List
  default_value TEXT NOT NULL,  -- JSON
  list_values TEXT NOT NULL,    -- JSON list of strings, for a List
  created_at INTEGER NOT NULL,
  created_by INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sql_variables_by_name ON sql_variables (project_id, code_name);
)sql"}};
  return all;
}

}  // namespace leapfrog::sql_variables
