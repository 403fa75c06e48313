// The tables of rollouts, in the file of the accounts. Times are microseconds since 1970, UTC.
#include "rollouts/rollouts.h"

namespace leapfrog::rollouts {

const std::vector<meta::Migration>& migrations() {
  static const std::vector<meta::Migration> all = {
      {1000, "staged rollouts", R"sql(
CREATE TABLE rollouts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  flag_id INTEGER NOT NULL,
  condition INTEGER NOT NULL,             -- which of the flag's release conditions is rolled out
  plan TEXT NOT NULL,                     -- JSON, as the API shows it
  status TEXT NOT NULL,                   -- running, paused, rolled_back, finished
  step INTEGER NOT NULL,
  step_started_at INTEGER NOT NULL,
  percentage_before REAL NOT NULL,
  active_before INTEGER NOT NULL,
  reason TEXT NOT NULL,                   -- why it is paused or rolled back, in words
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE INDEX rollouts_project ON rollouts (project_id, flag_id);
CREATE UNIQUE INDEX rollouts_live ON rollouts (flag_id) WHERE status IN ('running', 'paused');

-- What a look at the guardrails found, for the charts.
CREATE TABLE rollout_looks (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  rollout_id INTEGER NOT NULL,
  step INTEGER NOT NULL,
  at INTEGER NOT NULL,
  readings TEXT NOT NULL                  -- JSON, one object for each guardrail
) STRICT;
CREATE INDEX rollout_looks_of ON rollout_looks (rollout_id, at);

CREATE TABLE rollout_log (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  rollout_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,                     -- started, advanced, paused, resumed, rolled_back, finished
  reason TEXT NOT NULL,
  readings TEXT NOT NULL,
  user_id INTEGER                         -- nobody: it happened by itself
) STRICT;
CREATE INDEX rollout_log_of ON rollout_log (rollout_id);

-- Messages on their way to webhooks.
CREATE TABLE rollout_notices (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  rollout_id INTEGER NOT NULL,
  url TEXT NOT NULL,
  body TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_at INTEGER,                        -- none: delivered, or given up
  delivered_at INTEGER,
  problem TEXT NOT NULL
) STRICT;
CREATE INDEX rollout_notices_waiting ON rollout_notices (next_at) WHERE next_at IS NOT NULL;
)sql"},
      {1001, "rollouts among groups", R"sql(
ALTER TABLE rollouts ADD COLUMN group_type INTEGER;  -- index of a group type; NULL: people
)sql"},
      {1002, "messages of rollouts are in the outbox", "DROP TABLE rollout_notices;"},
      {1003, "rollouts of all conditions", R"sql(
-- condition -1: all of them. A list, JSON; NULL: percentage_before alone.
ALTER TABLE rollouts ADD COLUMN percentages_before TEXT;
)sql"}};
  return all;
}

}  // namespace leapfrog::rollouts
