// The tables of the flags slice, in the file of the accounts: a change and its entry in the activity log are
// one transaction. Times are microseconds since 1970, UTC.
#include "flags/flags.h"

namespace leapfrog::flags {

const std::vector<meta::Migration>& migrations() {
  static const std::vector<meta::Migration> all = {{900, "feature flags", R"sql(
-- AUTOINCREMENT: events name flags by number, so one must never come back after a deletion.
CREATE TABLE feature_flags (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  deleted INTEGER NOT NULL,
  version INTEGER NOT NULL,
  fields TEXT NOT NULL,                   -- JSON: what people edit, in PostHog's keys
  created_by INTEGER,
  created_at INTEGER NOT NULL,
  updated_by INTEGER,
  updated_at INTEGER NOT NULL,
  last_called_at INTEGER
) STRICT;
CREATE UNIQUE INDEX feature_flags_key ON feature_flags (project_id, key) WHERE deleted = 0;

CREATE TABLE feature_flag_versions (
  flag_id INTEGER NOT NULL REFERENCES feature_flags (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  fields TEXT NOT NULL,
  changed_by INTEGER,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (flag_id, version)
) STRICT, WITHOUT ROWID;

-- Which identifier somebody was hashed by before signing in. Filed under the distinct id, so that merging
-- people needs no change here: of all of a person's distinct ids the row written first counts.
CREATE TABLE feature_flag_hash_keys (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  distinct_id TEXT NOT NULL,
  flag_id INTEGER NOT NULL,
  hash_key TEXT NOT NULL,
  UNIQUE (project_id, distinct_id, flag_id)
) STRICT;

CREATE TABLE early_access_features (
  id TEXT PRIMARY KEY,
  project_id INTEGER NOT NULL,
  flag_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  stage TEXT NOT NULL,
  documentation_url TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX early_access_features_project ON early_access_features (project_id);

CREATE TABLE scheduled_changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  record_id INTEGER NOT NULL,
  payload TEXT NOT NULL,
  scheduled_at INTEGER NOT NULL,
  executed_at INTEGER,
  failure_reason TEXT,
  created_by INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX scheduled_changes_waiting ON scheduled_changes (scheduled_at) WHERE executed_at IS NULL;
)sql"},
                                                   {901, "changes that wait for a second person", R"sql(
CREATE TABLE flag_change_requests (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  flag_id INTEGER NOT NULL,
  changes TEXT NOT NULL,                  -- JSON: the fields that are to change
  version INTEGER NOT NULL,               -- of the flag it was asked for
  note TEXT NOT NULL,
  status TEXT NOT NULL,                   -- waiting, applied, rejected, withdrawn
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  decided_by INTEGER,
  decided_at INTEGER
) STRICT;
CREATE INDEX flag_change_requests_flag ON flag_change_requests (flag_id, status);
)sql"},
                                                   {902, "where code asks for flags", R"sql(
CREATE TABLE flag_code_references (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  repository TEXT NOT NULL,
  key TEXT NOT NULL,
  file TEXT NOT NULL,
  line INTEGER NOT NULL,
  call TEXT NOT NULL,
  scanned_at INTEGER NOT NULL
) STRICT;
CREATE INDEX flag_code_references_key ON flag_code_references (project_id, key);
)sql"},
                                                   {903, "how the public page of previews looks", R"sql(
CREATE TABLE preview_pages (
  project_id INTEGER PRIMARY KEY,
  headline TEXT NOT NULL,                 -- '' for the page's own words
  introduction TEXT NOT NULL,
  colour TEXT NOT NULL,                   -- '#rrggbb' or ''
  logo TEXT NOT NULL                      -- a data: URL of a picture or ''
) STRICT;
)sql"},
                                                   {904, "the dashboard of a flag, and fast looks", R"sql(
CREATE TABLE feature_flag_dashboards (
  flag_id INTEGER PRIMARY KEY REFERENCES feature_flags (id) ON DELETE CASCADE,
  dashboard_id INTEGER NOT NULL,
  is_enriched INTEGER NOT NULL
) STRICT;

-- What changed since the flags were compiled is found without reading them.
CREATE INDEX feature_flags_version ON feature_flags (project_id, id, version) WHERE deleted = 0;

-- How many rows a project has in feature_flag_hash_keys: they are bounded.
CREATE TABLE feature_flag_hash_key_counts (
  project_id INTEGER PRIMARY KEY,
  rows INTEGER NOT NULL
) STRICT;
INSERT INTO feature_flag_hash_key_counts
SELECT project_id, count(*) FROM feature_flag_hash_keys GROUP BY project_id;
CREATE TRIGGER feature_flag_hash_keys_added AFTER INSERT ON feature_flag_hash_keys BEGIN
  INSERT INTO feature_flag_hash_key_counts VALUES (new.project_id, 1)
  ON CONFLICT (project_id) DO UPDATE SET rows = rows + 1;
END;
CREATE TRIGGER feature_flag_hash_keys_removed AFTER DELETE ON feature_flag_hash_keys BEGIN
  UPDATE feature_flag_hash_key_counts SET rows = rows - 1 WHERE project_id = old.project_id;
END;
)sql"}};
  return all;
}

}  // namespace leapfrog::flags
