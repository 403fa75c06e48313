// Tables of the outbox. Times are microseconds since 1970, UTC.
#include "outbox/outbox.h"

namespace leapfrog::outbox {

const std::vector<meta::Migration>& migrations() {
  static const std::vector<meta::Migration> all = {{1200, "outbox", R"sql(
CREATE TABLE outbox (
  id TEXT PRIMARY KEY,             -- "msg_…", in every try the same
  project_id INTEGER,              -- nothing: of no project
  kind TEXT NOT NULL,              -- what it is about: "alert", …
  about_id TEXT NOT NULL,
  channel TEXT NOT NULL,           -- mail, webhook
  target TEXT NOT NULL,            -- address, URL
  content TEXT NOT NULL,           -- sealed: a whole message of RFC 5322, a body of JSON; "" when nobody needs it any more
  state TEXT NOT NULL,             -- waiting, delivered, given_up
  attempts INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  next_attempt_at INTEGER,         -- while it waits
  finished_at INTEGER,             -- when it no longer does
  answer TEXT NOT NULL             -- of the last attempt, in words
) STRICT;
CREATE INDEX outbox_due ON outbox (channel, next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX outbox_about ON outbox (project_id, kind, about_id, created_at);
CREATE INDEX outbox_finished ON outbox (finished_at) WHERE finished_at IS NOT NULL;

-- Where webhooks of a project go, and what they are signed with.
CREATE TABLE webhook_destinations (
  id TEXT PRIMARY KEY,             -- UUID
  project_id INTEGER NOT NULL,
  url TEXT NOT NULL,
  secret TEXT NOT NULL,            -- sealed
  previous_secret TEXT,            -- sealed; signs as well until previous_until
  previous_until INTEGER,
  created_at INTEGER NOT NULL,
  UNIQUE (project_id, url)
) STRICT;
)sql"}};
  return all;
}

}  // namespace leapfrog::outbox
