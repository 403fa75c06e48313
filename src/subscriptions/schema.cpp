// Tables of subscriptions. Times are microseconds since 1970, UTC.
#include "subscriptions/subscriptions.h"

namespace leapfrog::subscriptions {

const std::vector<meta::Migration>& migrations() {
  static const std::vector<meta::Migration> all = {{1230, "subscriptions", R"sql(
CREATE TABLE subscriptions (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  insight_id INTEGER,              -- of an insight, or
  dashboard_id INTEGER,            -- of a dashboard
  title TEXT NOT NULL,             -- "": that of the insight or dashboard
  target_type TEXT NOT NULL,       -- email, webhook
  target_value TEXT NOT NULL,      -- addresses with commas between, a URL
  recurrence TEXT NOT NULL,        -- JSON: frequency, interval, byweekday, bysetpos, count
  start_date INTEGER NOT NULL,
  until_date INTEGER,
  next_delivery_at INTEGER,        -- nothing: there is none any more
  last_delivery_at INTEGER,
  last_error TEXT NOT NULL,
  deleted INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by INTEGER
) STRICT;
CREATE INDEX subscriptions_of_project ON subscriptions (project_id, deleted);
CREATE INDEX subscriptions_due ON subscriptions (next_delivery_at) WHERE next_delivery_at IS NOT NULL AND deleted = 0;
)sql"}};
  return all;
}

}  // namespace leapfrog::subscriptions
