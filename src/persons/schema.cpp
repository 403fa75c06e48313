// The tables. Uuids are kept as two numbers (high and low half), which takes half the room of text in a table
// that may have millions of rows; references use the short row number.
#include "persons/persons.h"

namespace leapfrog::persons {

const std::vector<meta::Migration>& migrations() {
  static const std::vector<meta::Migration> all = {
      {200, "persons", R"sql(
CREATE TABLE persons (
  id INTEGER PRIMARY KEY AUTOINCREMENT,   -- a number is never given twice
  project_id INTEGER NOT NULL,
  uuid_high INTEGER NOT NULL,
  uuid_low INTEGER NOT NULL,
  created_at INTEGER NOT NULL,            -- microseconds
  is_identified INTEGER NOT NULL,
  version INTEGER NOT NULL,
  email TEXT,                             -- from the properties, to search by
  name TEXT,
  properties TEXT NOT NULL                -- JSON
) STRICT;
CREATE UNIQUE INDEX persons_uuid ON persons (uuid_high, uuid_low);
CREATE INDEX persons_project ON persons (project_id);
CREATE INDEX persons_email ON persons (project_id, email) WHERE email IS NOT NULL;
CREATE INDEX persons_name ON persons (project_id, name) WHERE name IS NOT NULL;

CREATE TABLE distinct_ids (
  project_id INTEGER NOT NULL,
  distinct_id TEXT NOT NULL,
  person_id INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (project_id, distinct_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX distinct_ids_person ON distinct_ids (person_id);

-- Ids whose person was deleted. The id itself is not kept, only the name it had first.
CREATE TABLE retired_ids (
  name_high INTEGER NOT NULL,
  name_low INTEGER NOT NULL,
  project_id INTEGER NOT NULL,
  generation INTEGER NOT NULL,            -- the one to go on with
  version INTEGER NOT NULL,
  PRIMARY KEY (name_high, name_low)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_overrides (
  old_high INTEGER NOT NULL,
  old_low INTEGER NOT NULL,
  project_id INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (old_high, old_low)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_overrides_person ON person_overrides (person_id);

CREATE TABLE group_types (
  project_id INTEGER NOT NULL,
  type_index INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_singular TEXT,
  name_plural TEXT,
  PRIMARY KEY (project_id, type_index),
  UNIQUE (project_id, name)
) STRICT;

CREATE TABLE groups (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  type_index INTEGER NOT NULL,
  group_key TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  properties TEXT NOT NULL,
  UNIQUE (project_id, type_index, group_key)
) STRICT;

-- What people changed through the API and the pipeline has yet to apply (result NULL) or has applied.
CREATE TABLE person_edits (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  request TEXT NOT NULL,                  -- JSON
  user_id INTEGER NOT NULL,
  requested_at INTEGER NOT NULL,
  result TEXT                             -- JSON
) STRICT;
CREATE INDEX person_edits_waiting ON person_edits (id) WHERE result IS NULL;

-- Erased people, and what is still to be removed from the engine; the receipt stays.
CREATE TABLE erasures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid TEXT NOT NULL UNIQUE,
  project_id INTEGER NOT NULL,
  person TEXT NOT NULL,                   -- its uuid
  names TEXT NOT NULL,                    -- JSON array of every uuid its events may carry
  with_person INTEGER NOT NULL,
  with_events INTEGER NOT NULL,
  distinct_ids INTEGER NOT NULL,          -- how many were removed
  requested_by INTEGER,
  requested_at INTEGER NOT NULL,
  finished_at INTEGER,
  events INTEGER                          -- how many were removed
) STRICT;
CREATE INDEX erasures_waiting ON erasures (id) WHERE finished_at IS NULL;
)sql"},
      {201, "distinct ids of an erasure", R"sql(
-- JSON array of those that were the person's, until all that is kept under them is removed.
ALTER TABLE erasures ADD COLUMN ids TEXT NOT NULL DEFAULT '[]';
)sql"},
  };
  return all;
}

}  // namespace leapfrog::persons
