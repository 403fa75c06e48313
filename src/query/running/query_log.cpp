#include "query/running/query_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "storage/meta/rows.h"

namespace leapfrog::query {
namespace {

constexpr std::size_t max_waiting = 5'000;
constexpr std::size_t max_query_bytes = 16'384;
constexpr std::size_t max_error_bytes = 2'000;
constexpr std::uint64_t clean_every = 50;  // batches

// No part of a character at the end.
std::string beginning(std::string text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  text.resize(bytes);
  return text;
}

std::int64_t stored(std::uint64_t number) { return static_cast<std::int64_t>(number); }

LoggedQuery read_row(const meta::Row& row) {
  LoggedQuery query;
  query.query_id = row.text(0);
  if (!row.is_null(1)) query.user = row.integer(1);
  query.by_key = row.integer(2) != 0;
  query.kind = row.text(3);
  query.name = row.text(4);
  query.query = row.text(5);
  query.asked_at = from_micros(row.integer(6));
  query.waited = microseconds(row.integer(7));
  query.duration = microseconds(row.integer(8));
  query.rows_read = static_cast<std::uint64_t>(row.integer(9));
  query.bytes_read = static_cast<std::uint64_t>(row.integer(10));
  query.answer_bytes = static_cast<std::uint64_t>(row.integer(11));
  query.error_code = row.text(12);
  query.error = row.text(13);
  query.project = row.integer(14);
  return query;
}

}  // namespace

QueryLog::QueryLog(meta::Database& database) : database_(database), thread_([this] { run(); }) {}

QueryLog::~QueryLog() { stop(); }

void QueryLog::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void QueryLog::note(LoggedQuery query) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    if (waiting_.size() >= max_waiting) {
      waiting_.pop_front();
      ++written_;
    }
    waiting_.push_back(std::move(query));
    ++noted_;
  }
  changed_.notify_all();
}

void QueryLog::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const std::vector<LoggedQuery> batch(std::make_move_iterator(waiting_.begin()),
                                         std::make_move_iterator(waiting_.end()));
    waiting_.clear();
    lock.unlock();
    if (const auto done = write(batch); !done)
      log_warning("The query log was not written.", {{"error", done.error().detail}});
    lock.lock();
    written_ += batch.size();
    changed_.notify_all();
  }
}

Result<> QueryLog::write(const std::vector<LoggedQuery>& queries) {
  const bool clean = batches_++ % clean_every == 0;
  return database_.write([&](meta::Connection& connection) -> Result<> {
    for (const auto& query : queries)
      TRY(connection.execute(
          "INSERT INTO query_log (project_id, query_id, user_id, by_key, kind, name, query, asked_at, "
          "waited, "
          "duration, rows_read, bytes_read, answer_bytes, error_code, error) VALUES (?, ?, ?, ?, ?, ?, "
          "?, ?, ?, ?, ?, ?, ?, ?, ?)",
          {query.project, std::string_view(query.query_id),
           query.user ? meta::Value(*query.user) : meta::Value(nullptr),
           static_cast<std::int64_t>(query.by_key), std::string_view(query.kind),
           std::string_view(query.name), std::string_view(query.query), to_micros(query.asked_at),
           query.waited.count(), query.duration.count(), stored(query.rows_read), stored(query.bytes_read),
           stored(query.answer_bytes), std::string_view(query.error_code), std::string_view(query.error)}));
    if (!clean) return {};
    TRY(connection.execute("DELETE FROM query_log WHERE asked_at < ?",
                           {to_micros(queries.back().asked_at - microseconds(kept_for))}));
    // Of projects that ask much, those beyond the newest.
    const auto projects = TRY(
        meta::find_all(connection, "SELECT project_id FROM query_log GROUP BY project_id HAVING count(*) > ?",
                       {max_kept}, [](const meta::Row& row) { return row.integer(0); }));
    for (const auto project : projects)
      TRY(connection.execute(
          "DELETE FROM query_log WHERE project_id = ?1 AND id <= (SELECT id FROM query_log WHERE project_id "
          "= ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
          {project, max_kept}));
    return {};
  });
}

void QueryLog::wait_written() {
  std::unique_lock lock(mutex_);
  const auto until = noted_;
  changed_.wait(lock, [&] { return written_ >= until; });
}

Result<std::vector<LoggedQuery>> QueryLog::list(accounts::ProjectId project, const LogFilter& filter,
                                                http::Page page) {
  wait_written();
  std::string where = "project_id = ?";
  std::vector<meta::Value> parameters{project};
  if (!filter.query_id.empty()) {
    where += " AND query_id = ?";
    parameters.emplace_back(std::string_view(filter.query_id));
  }
  if (!filter.kind.empty()) {
    where += " AND kind = ?";
    parameters.emplace_back(std::string_view(filter.kind));
  }
  if (filter.user) {
    where += " AND user_id = ?";
    parameters.emplace_back(*filter.user);
  }
  if (filter.failed) where += *filter.failed ? " AND error_code <> ''" : " AND error_code = ''";
  parameters.insert(parameters.end(), {page.limit, page.offset});
  return meta::in_read(database_, [&](meta::Connection& connection) {
    return meta::find_all(
        connection,
        fmt::format("SELECT query_id, user_id, by_key, kind, name, query, asked_at, waited, duration, "
                    "rows_read, bytes_read, answer_bytes, error_code, error, project_id FROM "
                    "query_log WHERE {} ORDER BY id DESC LIMIT ? OFFSET ?",
                    where),
        parameters, read_row);
  });
}

Asker asker_of(const Question& question) {
  return {question.access.user_id(), question.access.who().by == accounts::Access::By::personal_key,
          question.name};
}

LoggedQuery logged(const Question& question, const RunStatus& status, const Asker& asker) {
  LoggedQuery line;
  line.project = question.project();
  line.query_id = status.id;
  line.user = asker.user;
  line.by_key = asker.by_key;
  line.kind = question.kind->name;
  line.name = asker.name;
  line.query = beginning(json::serialize(question.query), max_query_bytes);
  line.asked_at = status.asked_at;
  const auto ended = status.ended_at.value_or(status.asked_at);
  line.waited = status.picked_up_at.value_or(ended) - status.asked_at;
  line.duration = ended - status.asked_at;
  line.rows_read = status.progress.rows_read;
  line.bytes_read = status.progress.bytes_read;
  if (status.answer) line.answer_bytes = status.answer->length();
  if (status.error) {
    line.error_code = status.error->code.empty() ? "error" : status.error->code;
    line.error = beginning(message_of(*status.error), max_error_bytes);
  }
  return line;
}

}  // namespace leapfrog::query
