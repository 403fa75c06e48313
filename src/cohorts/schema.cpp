// The tables of cohorts. Times are microseconds since 1970, UTC; uuids are two numbers, as those of people.
#include "cohorts/cohorts.h"

namespace leapfrog::cohorts {

const std::vector<meta::Migration>& migrations() {
  static const std::vector<meta::Migration> all = {{600, "cohorts", R"sql(
CREATE TABLE cohorts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,   -- a number is never given twice
  project_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  is_static INTEGER NOT NULL,
  filters TEXT,                           -- JSON, as PostHog writes it; NULL for a list
  groups TEXT,                            -- JSON, the older shape of the same
  query TEXT,                             -- JSON, where the people of a list came from
  query_pending INTEGER NOT NULL,         -- the query has yet to be asked
  deleted INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by INTEGER,
  changed_at INTEGER NOT NULL,            -- what decides who is in it
  counted_for INTEGER NOT NULL,           -- the changed_at that `version` was counted for
  version INTEGER NOT NULL,               -- of the people in the engine; 0: never counted
  people INTEGER NOT NULL,                -- how many
  counted_at INTEGER,
  duration INTEGER NOT NULL,              -- microseconds of the last counting
  errors INTEGER NOT NULL,                -- since the last time it worked
  last_error TEXT NOT NULL,
  retry_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL                -- when a question or a flag last asked for it
) STRICT;
CREATE INDEX cohorts_of_project ON cohorts (project_id, deleted);

-- Whom people put into a list. Dynamic cohorts have no rows here.
CREATE TABLE cohort_listed_people (
  cohort_id INTEGER NOT NULL,
  person_high INTEGER NOT NULL,
  person_low INTEGER NOT NULL,
  project_id INTEGER NOT NULL,
  PRIMARY KEY (cohort_id, person_high, person_low)
) STRICT, WITHOUT ROWID;
CREATE INDEX cohort_listed_people_of_project ON cohort_listed_people (project_id);

CREATE TABLE cohort_countings (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  cohort_id INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER NOT NULL,
  people INTEGER,                         -- NULL when it failed
  error TEXT NOT NULL
) STRICT;
CREATE INDEX cohort_countings_of_cohort ON cohort_countings (cohort_id, id);
)sql"},
                                                   {601, "what cohorts were", R"sql(
-- What a cohort's definition was from `at` on.
CREATE TABLE cohort_versions (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  cohort_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  is_static INTEGER NOT NULL,
  filters TEXT,
  groups TEXT,
  deleted INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX cohort_versions_of_project ON cohort_versions (project_id, cohort_id, at);
INSERT INTO cohort_versions (project_id, cohort_id, at, is_static, filters, groups, deleted)
SELECT project_id, id, changed_at, is_static, filters, groups, deleted FROM cohorts;
)sql"},
                                                   {602, "lists of the people of a flag", R"sql(
-- While query_pending: the flag whose people are to be listed, instead of the query's.
ALTER TABLE cohorts ADD COLUMN flag_id INTEGER;
)sql"}};
  return all;
}

}  // namespace leapfrog::cohorts
