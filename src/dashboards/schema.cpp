#include "dashboards/dashboards.h"

namespace leapfrog::dashboards {

const std::vector<meta::Migration>& migrations() {
  static const std::vector<meta::Migration> all = {
      {700, "insights, dashboards, annotations", R"sql(
CREATE TABLE insights (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  short_id TEXT NOT NULL,
  name TEXT,
  derived_name TEXT,
  description TEXT NOT NULL,
  query TEXT,                -- JSON
  kind TEXT NOT NULL,        -- of the question inside of the query, "" without one
  tags TEXT NOT NULL,        -- JSON list
  favorited INTEGER NOT NULL,
  saved INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by INTEGER,
  last_modified_at INTEGER NOT NULL,
  last_modified_by INTEGER
) STRICT;
CREATE UNIQUE INDEX insights_short_id ON insights (project_id, short_id);
CREATE INDEX insights_modified ON insights (project_id, deleted, last_modified_at);

CREATE TABLE insight_views (
  insight_id INTEGER NOT NULL REFERENCES insights (id) ON DELETE CASCADE,
  user_id INTEGER NOT NULL,
  viewed_at INTEGER NOT NULL,
  PRIMARY KEY (insight_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE dashboards (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  pinned INTEGER NOT NULL,
  filters TEXT NOT NULL,     -- JSON
  tags TEXT NOT NULL,        -- JSON list
  creation_mode TEXT NOT NULL,
  deleted INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by INTEGER,
  last_modified_at INTEGER NOT NULL,
  last_accessed_at INTEGER
) STRICT;
CREATE INDEX dashboards_of_project ON dashboards (project_id, deleted);

CREATE TABLE dashboard_tiles (
  id INTEGER PRIMARY KEY,
  dashboard_id INTEGER NOT NULL REFERENCES dashboards (id) ON DELETE CASCADE,
  insight_id INTEGER REFERENCES insights (id) ON DELETE CASCADE,
  body TEXT,                 -- of a text tile
  layouts TEXT NOT NULL,     -- JSON
  color TEXT,
  filters_overrides TEXT NOT NULL,  -- JSON
  deleted INTEGER NOT NULL,
  CHECK ((insight_id IS NULL) <> (body IS NULL))
) STRICT;
CREATE INDEX tiles_of_dashboard ON dashboard_tiles (dashboard_id);
CREATE UNIQUE INDEX tiles_of_insight ON dashboard_tiles (insight_id, dashboard_id) WHERE insight_id IS NOT NULL;

CREATE TABLE annotations (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  content TEXT NOT NULL,
  date_marker INTEGER NOT NULL,
  scope TEXT NOT NULL,
  creation_type TEXT NOT NULL,
  dashboard_item INTEGER,    -- an insight
  dashboard_id INTEGER,
  deleted INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by INTEGER,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX annotations_of_project ON annotations (project_id, deleted, date_marker);
)sql"},
      {701, "variables of dashboards",
       "ALTER TABLE dashboards ADD COLUMN variables TEXT NOT NULL DEFAULT '{}'"}};
  return all;
}

}  // namespace leapfrog::dashboards
