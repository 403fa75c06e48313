// The tables of this slice. Times are microseconds since 1970, UTC.
#include "definitions/definitions.h"

namespace leapfrog::definitions {

const std::vector<meta::Migration>& migrations() {
  static const std::vector<meta::Migration> all = {{400, "definitions", R"sql(
CREATE TABLE event_definitions (
  id INTEGER PRIMARY KEY,
  uuid TEXT NOT NULL UNIQUE,
  project_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  tags TEXT NOT NULL DEFAULT '[]',
  owner INTEGER,
  hidden INTEGER NOT NULL DEFAULT 0,
  verified INTEGER NOT NULL DEFAULT 0,
  verified_at INTEGER,
  verified_by INTEGER,
  updated_at INTEGER,
  updated_by INTEGER,
  UNIQUE (project_id, name)
) STRICT;

-- owner: 1 event, 2 person, 3 group; group_type is -1 for the first two.
CREATE TABLE property_definitions (
  id INTEGER PRIMARY KEY,
  uuid TEXT NOT NULL UNIQUE,
  project_id INTEGER NOT NULL,
  owner INTEGER NOT NULL,
  group_type INTEGER NOT NULL,
  name TEXT NOT NULL,
  property_type TEXT,
  created_at INTEGER NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  tags TEXT NOT NULL DEFAULT '[]',
  hidden INTEGER NOT NULL DEFAULT 0,
  verified INTEGER NOT NULL DEFAULT 0,
  verified_at INTEGER,
  verified_by INTEGER,
  updated_at INTEGER,
  updated_by INTEGER,
  UNIQUE (project_id, owner, group_type, name)
) STRICT;

CREATE TABLE event_properties (
  event_id INTEGER NOT NULL REFERENCES event_definitions (id) ON DELETE CASCADE,
  property_id INTEGER NOT NULL REFERENCES property_definitions (id) ON DELETE CASCADE,
  PRIMARY KEY (event_id, property_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_of_property ON event_properties (property_id);
)sql"}};
  return all;
}

}  // namespace leapfrog::definitions
