// What a project asked lately: who, what, when, how long it took, what was read, what came of it. A line for
// everybody who wanted a computation; answers from the cache compute nothing and leave none. Written a moment
// later by a thread of its own, so that no asker waits for it.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "http/pagination.h"
#include "query/running/question.h"
#include "query/running/run_status.h"
#include "storage/meta/database.h"

namespace leapfrog::query {

struct LoggedQuery {
  accounts::ProjectId project = 0;
  std::string query_id;                  // the client's, or the one it was given
  std::optional<accounts::UserId> user;  // nothing: with the project's secret
  bool by_key = false;                   // with a personal API key
  std::string kind;                      // "TrendsQuery"
  std::string name;                      // as the client called it
  std::string query;                     // JSON, the beginning of it
  Instant asked_at;
  microseconds waited{0};    // for its turn
  microseconds duration{0};  // from asking to the end
  std::uint64_t rows_read = 0;
  std::uint64_t bytes_read = 0;
  std::uint64_t answer_bytes = 0;
  std::string error_code;  // "": answered
  std::string error;
};

struct LogFilter {
  std::string query_id;  // "": all
  std::string kind;
  std::optional<accounts::UserId> user;
  std::optional<bool> failed;
};

class QueryLog {
 public:
  static constexpr std::int64_t max_kept = 10'000;  // of a project
  static constexpr std::chrono::hours kept_for{24 * 30};

  explicit QueryLog(meta::Database& database);
  ~QueryLog();
  QueryLog(const QueryLog&) = delete;
  QueryLog& operator=(const QueryLog&) = delete;

  // Thread-safe, does not block. Where too much waits to be written the oldest of it is given up.
  void note(LoggedQuery query);
  // Newest first, including all that was noted before.
  Result<std::vector<LoggedQuery>> list(accounts::ProjectId project, const LogFilter& filter,
                                        http::Page page);
  // Writes what was noted and ends the thread.
  void stop();

 private:
  void run();
  Result<> write(const std::vector<LoggedQuery>& queries);
  void wait_written();

  meta::Database& database_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<LoggedQuery> waiting_;
  std::uint64_t noted_ = 0;
  std::uint64_t written_ = 0;  // or given up
  std::uint64_t batches_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

// Who wanted a computation.
struct Asker {
  std::optional<accounts::UserId> user;
  bool by_key = false;
  std::string name;  // what the client calls the question
};
Asker asker_of(const Question& question);

// The line of a run that ended.
LoggedQuery logged(const Question& question, const RunStatus& status, const Asker& asker);

}  // namespace leapfrog::query
