// libchdb behind types that clean up after themselves. One process holds one Engine; every statement of a
// client runs on a Connection of its own, made for it and thrown away (0.1 ms), so that no setting, temporary
// table or current database can leak from one request into the next.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine_host/chdb_api.h"

namespace leapfrog::engine_host {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct EngineOptions {
  std::string data_directory;
  std::size_t memory_limit_bytes = 0;  // of the whole engine; 0 lets it take its default share of the machine
  unsigned threads = 0;                // of one query; 0 is one for each core
};

// What a statement did so far. Sums over the chunks of a stream.
struct Progress {
  std::uint64_t read_rows = 0, read_bytes = 0;
  std::uint64_t written_rows = 0, written_bytes = 0;
  std::uint64_t result_rows = 0, result_bytes = 0;
  void add(const Progress& other);
};

class QueryResult {
 public:
  explicit QueryResult(chdb_result* result) : result_(result) {}
  bool failed() const;
  std::string_view error() const;
  std::string_view data() const;
  Progress progress() const;

 private:
  friend class Connection;
  struct Destroy {
    void operator()(chdb_result* result) const { chdb_destroy_query_result(result); }
  };
  std::unique_ptr<chdb_result, Destroy> result_;
};

enum class StatementClass : std::uint8_t { read_only, writes, control, does_not_parse };

class Connection {
 public:
  explicit Connection(chdb_connection* handle) : handle_(handle) {}
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Runs to the end and gives all of the answer at once.
  QueryResult query(std::string_view sql, std::string_view format, const Pairs& parameters);
  // Starts a query whose answer comes by fetch(), until that gives an empty result or an error.
  QueryResult stream(std::string_view sql, std::string_view format, const Pairs& parameters);
  QueryResult fetch(QueryResult& stream);
  void cancel(QueryResult& stream);

  struct Analysis {
    StatementClass statement_class;
    unsigned statements;
  };
  Analysis analyse(std::string_view sql);

  chdb_connection raw() const { return *handle_; }

 private:
  chdb_connection* handle_;
};

// An INSERT whose data comes in pieces. Dropping it without done() abandons what was not yet written.
class InsertStream {
 public:
  InsertStream(Connection& connection, std::string_view statement, std::string_view format,
               const Pairs& parameters);
  ~InsertStream() { chdb_destroy_insert_stream(stream_); }
  InsertStream(const InsertStream&) = delete;
  InsertStream& operator=(const InsertStream&) = delete;

  std::string_view error() const;  // "" while all is well
  bool append(std::string_view data) { return chdb_stream_append(stream_, data.data(), data.size()) == 0; }
  QueryResult done() { return QueryResult(chdb_stream_done(stream_)); }
  void cancel() { chdb_stream_cancel_insert(stream_); }

 private:
  chdb_insert_stream stream_;
};

class Engine {
 public:
  // Loads every table of the data directory, making the directory first where it does not exist. Throws
  // std::runtime_error when the engine does not start.
  explicit Engine(const EngineOptions& options);

  // A fresh session. Throws std::runtime_error when the engine refuses it.
  std::unique_ptr<Connection> connect();

 private:
  std::vector<std::string> arguments_;
  chdb_connection* keep_alive_ = nullptr;  // the engine stops when its last connection closes
  std::mutex connecting_;
};

}  // namespace leapfrog::engine_host
