// The table of public links. Times are microseconds since 1970, UTC.
#include "sharing/sharing.h"

namespace leapfrog::sharing {

const std::vector<meta::Migration>& migrations() {
  // The token is kept as it is: the link is shown again to members, who see all that it leads to anyway.
  static const std::vector<meta::Migration> all = {{1100, "public links", R"sql(
CREATE TABLE shares (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  kind TEXT NOT NULL,        -- dashboard or insight
  item_id INTEGER NOT NULL,
  enabled INTEGER NOT NULL,
  token TEXT NOT NULL,
  password_hash TEXT,        -- argon2id
  expires_at INTEGER,
  settings TEXT NOT NULL,    -- JSON
  created_at INTEGER NOT NULL,
  created_by INTEGER
) STRICT;
CREATE UNIQUE INDEX share_tokens ON shares (token);
CREATE UNIQUE INDEX share_of_item ON shares (project_id, kind, item_id);
)sql"}};
  return all;
}

}  // namespace leapfrog::sharing
