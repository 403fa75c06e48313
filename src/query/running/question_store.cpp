#include "query/running/question_store.h"

#include "storage/meta/rows.h"

namespace leapfrog::query {
namespace {

constexpr std::size_t max_seen = 20'000;

}  // namespace

bool QuestionStore::seen(const Question& question) {
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= max_seen) kept_.clear();
  return !kept_.emplace(question.project(), question.hash).second;
}

Result<> QuestionStore::keep(const Question& question, Instant now) {
  if (seen(question)) return {};
  const auto text = json::serialize(question.query);
  return database_.write([&](meta::Connection& connection) -> Result<> {
    TRY(connection.execute(
        "INSERT INTO asked_questions (project_id, query_hash, query, asked_at) VALUES (?, ?, "
        "?, ?) ON CONFLICT (project_id, query_hash) DO UPDATE SET asked_at = "
        "excluded.asked_at",
        {question.project(), std::string_view(question.hash), std::string_view(text), to_micros(now)}));
    return connection.execute(
        "DELETE FROM asked_questions WHERE project_id = ?1 AND asked_at < (SELECT asked_at FROM "
        "asked_questions WHERE project_id = ?1 ORDER BY asked_at DESC LIMIT 1 OFFSET ?2)",
        {question.project(), max_kept - 1});
  });
}

Result<std::optional<json::object>> QuestionStore::find(accounts::ProjectId project,
                                                        const std::string& query_hash) {
  const auto text =
      TRY(meta::in_read(database_, [&](meta::Connection& connection) -> Result<std::optional<std::string>> {
        std::optional<std::string> found;
        TRY(connection.query("SELECT query FROM asked_questions WHERE project_id = ? AND query_hash = ?",
                             {project, std::string_view(query_hash)},
                             [&](const meta::Row& row) { found = row.text(0); }));
        return found;
      }));
  if (!text) return std::nullopt;
  const auto query = TRY(parse_json(*text, JsonLimits{.depth = 64}));
  if (!query.is_object()) return std::nullopt;
  return query.get_object();
}

const std::vector<meta::Migration>& migrations() {
  static const std::vector<meta::Migration> all = {
      {800, "asked questions", R"sql(
-- What was asked, by the hash in its receipts.
CREATE TABLE asked_questions (
  project_id INTEGER NOT NULL,
  query_hash TEXT NOT NULL,
  query TEXT NOT NULL,                    -- JSON
  asked_at INTEGER NOT NULL,              -- microseconds
  PRIMARY KEY (project_id, query_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX asked_questions_age ON asked_questions (project_id, asked_at);
)sql"},
      {801, "query log", R"sql(
-- What was computed for whom; see query/running/query_log.h.
CREATE TABLE query_log (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  query_id TEXT NOT NULL,
  user_id INTEGER,
  by_key INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  asked_at INTEGER NOT NULL,              -- microseconds, as are the next two
  waited INTEGER NOT NULL,
  duration INTEGER NOT NULL,
  rows_read INTEGER NOT NULL,
  bytes_read INTEGER NOT NULL,
  answer_bytes INTEGER NOT NULL,
  error_code TEXT NOT NULL,
  error TEXT NOT NULL
) STRICT;
CREATE INDEX query_log_of_project ON query_log (project_id, id);
CREATE INDEX query_log_by_id ON query_log (project_id, query_id);
CREATE INDEX query_log_age ON query_log (asked_at);
)sql"},
  };
  return all;
}

}  // namespace leapfrog::query
