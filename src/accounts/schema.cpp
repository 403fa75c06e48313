// The tables of the accounts slice. Times are microseconds since 1970, UTC. Secrets are stored as hashes
// only.
#include "accounts/accounts.h"

namespace leapfrog::accounts {

const std::vector<meta::Migration>& migrations() {
  static const std::vector<meta::Migration> all = {{100, "accounts", R"sql(
CREATE TABLE organizations (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  slug TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- AUTOINCREMENT: events are filed under the project's number, so it must never come back after a deletion.
CREATE TABLE projects (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid TEXT NOT NULL UNIQUE,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  name TEXT NOT NULL,
  api_token TEXT NOT NULL UNIQUE,
  secret_hash TEXT UNIQUE,
  secret_mask TEXT,
  settings TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX projects_of_organization ON projects (organization_id);

CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid TEXT NOT NULL UNIQUE,
  distinct_id TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  theme_mode TEXT,
  current_organization TEXT REFERENCES organizations (id) ON DELETE SET NULL,
  current_project INTEGER REFERENCES projects (id) ON DELETE SET NULL,
  created_at INTEGER NOT NULL,
  last_login_at INTEGER
) STRICT;

CREATE TABLE memberships (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  level INTEGER NOT NULL CHECK (level IN (0, 1, 8, 15)),
  joined_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (organization_id, user_id)
) STRICT;
CREATE INDEX memberships_of_user ON memberships (user_id);

CREATE TABLE invites (
  id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  target_email TEXT,
  first_name TEXT NOT NULL,
  message TEXT,
  level INTEGER NOT NULL CHECK (level IN (0, 1, 8, 15)),
  created_by INTEGER REFERENCES users (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX invites_of_organization ON invites (organization_id, created_at);

CREATE TABLE personal_api_keys (
  id TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  label TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  mask TEXT NOT NULL,
  scopes TEXT NOT NULL,
  scoped_projects TEXT NOT NULL,
  scoped_organizations TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  last_rolled_at INTEGER
) STRICT;
CREATE INDEX personal_api_keys_of_user ON personal_api_keys (user_id);

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ip TEXT NOT NULL,
  user_agent TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_of_user ON sessions (user_id);

-- No references: the log outlives what it is about.
CREATE TABLE activity_log (
  id INTEGER PRIMARY KEY,
  uuid TEXT NOT NULL,
  organization_id TEXT,
  project_id INTEGER,
  user_id INTEGER,
  scope TEXT NOT NULL,
  item_id TEXT NOT NULL,
  activity TEXT NOT NULL,
  detail TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX activity_of_project ON activity_log (project_id, id);
CREATE INDEX activity_of_organization ON activity_log (organization_id, id);
)sql"},
                                                   {101, "deleted projects", R"sql(
CREATE TABLE deleted_projects (
  project_id INTEGER PRIMARY KEY,
  deleted_at INTEGER NOT NULL,
  erased_at INTEGER
) STRICT;
)sql"},
                                                   {102, "password resets, visits", R"sql(
CREATE TABLE password_resets (
  token_hash TEXT PRIMARY KEY,
  user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX password_resets_of_user ON password_resets (user_id);

CREATE TABLE visits (
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  project_id INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  before_at INTEGER,
  PRIMARY KEY (user_id, project_id)
) STRICT;

ALTER TABLE invites ADD COLUMN emailed_at INTEGER;
)sql"}};
  return all;
}

}  // namespace leapfrog::accounts
