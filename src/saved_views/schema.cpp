// The table of saved views. Times are microseconds since 1970, UTC.
#include "saved_views/saved_views.h"

namespace leapfrog::saved_views {

const std::vector<meta::Migration>& migrations() {
  static const std::vector<meta::Migration> all = {{1300, "saved views of lists", R"sql(
CREATE TABLE saved_views (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  context_key TEXT NOT NULL,  -- which list: events, people, …
  name TEXT NOT NULL,
  columns TEXT NOT NULL,      -- JSON list of strings
  filters TEXT NOT NULL,      -- JSON object, whatever the list understands
  private INTEGER NOT NULL,   -- only for who made it
  created_at INTEGER NOT NULL,
  created_by INTEGER,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX saved_views_of_list ON saved_views (project_id, context_key);
)sql"}};
  return all;
}

}  // namespace leapfrog::saved_views
