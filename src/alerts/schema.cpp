// Tables of alerts. Times are microseconds since 1970, UTC.
#include "alerts/alerts.h"

namespace leapfrog::alerts {

const std::vector<meta::Migration>& migrations() {
  static const std::vector<meta::Migration> all = {{1150, "alerts", R"sql(
CREATE TABLE alerts (
  id TEXT PRIMARY KEY,             -- UUID
  project_id INTEGER NOT NULL,
  insight_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  rule TEXT NOT NULL,              -- JSON: condition, threshold, config, skip_weekend
  calculation_interval TEXT NOT NULL,
  webhook_url TEXT,
  snoozed_until INTEGER,
  state TEXT NOT NULL,
  last_value REAL,
  last_error TEXT,
  last_checked_at INTEGER,
  next_check_at INTEGER NOT NULL,  -- 0: as soon as can be
  last_notified_at INTEGER,
  watermark INTEGER NOT NULL,      -- of the data at the last check
  created_at INTEGER NOT NULL,
  created_by INTEGER
) STRICT;
CREATE INDEX alerts_of_project ON alerts (project_id, insight_id);
CREATE INDEX alerts_due ON alerts (enabled, next_check_at);

CREATE TABLE alert_checks (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  alert_id TEXT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  value REAL,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX checks_of_alert ON alert_checks (alert_id, id);

-- What is to be told, until it has been.
CREATE TABLE alert_deliveries (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  alert_id TEXT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  url TEXT NOT NULL,
  body TEXT NOT NULL,              -- JSON
  attempts INTEGER NOT NULL,
  next_attempt_at INTEGER,         -- nothing: delivered or given up
  delivered_at INTEGER,
  answer TEXT NOT NULL             -- of the last attempt, in words
) STRICT;
CREATE INDEX deliveries_due ON alert_deliveries (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX deliveries_of_alert ON alert_deliveries (alert_id, id);
)sql"},
                                                   {1151, "members that alerts tell", R"sql(
ALTER TABLE alerts ADD COLUMN subscribed_users TEXT NOT NULL DEFAULT '[]';  -- JSON: ids
-- What is to be told is the outbox's.
DROP TABLE alert_deliveries;
)sql"}};
  return all;
}

}  // namespace leapfrog::alerts
