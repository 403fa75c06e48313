#include "engine_host/engine.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "base/uuid.h"

namespace leapfrog::engine_host {

namespace {

// Pointers and lengths of name/value pairs, as the C functions take them.
struct ParameterArrays {
  explicit ParameterArrays(const Pairs& pairs) {
    for (const auto& [name, value] : pairs) {
      names.push_back(name.data());
      name_lens.push_back(name.size());
      values.push_back(value.data());
      value_lens.push_back(value.size());
    }
  }
  std::vector<const char*> names, values;
  std::vector<std::size_t> name_lens, value_lens;
};

// The engine would make its "default" database an overlay over the file system, in which every path of the
// machine is a table that even a read-only session can select from. Declaring the database ourselves before
// the first start makes it an ordinary one; the start arguments below keep the overlay away.
void declare_default_database(const std::filesystem::path& data_directory) {
  const auto file = data_directory / "metadata" / "default.sql";
  std::filesystem::create_directories(file.parent_path());
  if (std::filesystem::exists(file)) return;
  const auto partial = data_directory / "metadata" / "default.sql.new";
  {
    std::ofstream out(partial);
    out << "ATTACH DATABASE _ UUID '" << Uuid::random().text() << "' ENGINE = Atomic\n";
    if (!out.flush()) throw std::runtime_error("cannot write " + partial.string());
  }
  std::filesystem::rename(partial, file);
}

chdb_connection* connect_with(std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  return chdb_connect(static_cast<int>(argv.size()), argv.data());
}

}  // namespace

void Progress::add(const Progress& other) {
  read_rows += other.read_rows;
  read_bytes += other.read_bytes;
  written_rows += other.written_rows;
  written_bytes += other.written_bytes;
  result_rows += other.result_rows;
  result_bytes += other.result_bytes;
}

bool QueryResult::failed() const { return chdb_result_error(result_.get()) != nullptr; }

std::string_view QueryResult::error() const {
  const char* text = chdb_result_error(result_.get());
  return text == nullptr ? std::string_view() : std::string_view(text);
}

std::string_view QueryResult::data() const {
  const std::size_t length = chdb_result_length(result_.get());
  return length == 0 ? std::string_view() : std::string_view(chdb_result_buffer(result_.get()), length);
}

Progress QueryResult::progress() const {
  chdb_result* result = result_.get();
  Progress progress;
  progress.read_rows = chdb_result_storage_rows_read(result);
  progress.read_bytes = chdb_result_storage_bytes_read(result);
  progress.written_rows = chdb_result_rows_written(result);
  progress.written_bytes = chdb_result_bytes_written(result);
  progress.result_rows = chdb_result_rows_read(result);
  progress.result_bytes = chdb_result_bytes_read(result);
  return progress;
}

Connection::~Connection() { chdb_close_conn(handle_); }

QueryResult Connection::query(std::string_view sql, std::string_view format, const Pairs& parameters) {
  const ParameterArrays p(parameters);
  return QueryResult(chdb_query_with_params_n(*handle_, sql.data(), sql.size(), format.data(), format.size(),
                                              p.names.data(), p.name_lens.data(), p.values.data(),
                                              p.value_lens.data(), p.names.size()));
}

QueryResult Connection::stream(std::string_view sql, std::string_view format, const Pairs& parameters) {
  const ParameterArrays p(parameters);
  return QueryResult(chdb_stream_query_with_params_n(*handle_, sql.data(), sql.size(), format.data(),
                                                     format.size(), p.names.data(), p.name_lens.data(),
                                                     p.values.data(), p.value_lens.data(), p.names.size()));
}

QueryResult Connection::fetch(QueryResult& stream) {
  return QueryResult(chdb_stream_fetch_result(*handle_, stream.result_.get()));
}

void Connection::cancel(QueryResult& stream) { chdb_stream_cancel_query(*handle_, stream.result_.get()); }

Connection::Analysis Connection::analyse(std::string_view sql) {
  chdb_query_analysis_v1 report{sizeof(chdb_query_analysis_v1), 0, 0, chdb_query_unknown};
  if (chdb_classify_query_n(*handle_, sql.data(), sql.size(), nullptr, 0, &report) != 0)
    return {StatementClass::does_not_parse, 0};
  switch (report.query_class) {
    case chdb_query_read_only:
      return {StatementClass::read_only, report.statement_count};
    case chdb_query_mutating:
    case chdb_query_mutating_global:
      return {StatementClass::writes, report.statement_count};
    case chdb_query_control:
      return {StatementClass::control, report.statement_count};
    default:
      return {StatementClass::does_not_parse, report.statement_count};
  }
}

InsertStream::InsertStream(Connection& connection, std::string_view statement, std::string_view format,
                           const Pairs& parameters) {
  const ParameterArrays p(parameters);
  stream_ = chdb_stream_insert_with_params_n(connection.raw(), statement.data(), statement.size(),
                                             format.data(), format.size(), p.names.data(), p.name_lens.data(),
                                             p.values.data(), p.value_lens.data(), p.names.size());
}

std::string_view InsertStream::error() const {
  const char* text = chdb_stream_insert_error(stream_);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

Engine::Engine(const EngineOptions& options) {
  declare_default_database(options.data_directory);
  arguments_ = {"leapfrog-engine",           "--path=" + options.data_directory,
                "--default_database=",       "--database=system",
                "--async_insert=0",          "--implicit_select=0",
                "--max_query_size=16777216", "--allow_introspection_functions=0"};
  if (options.memory_limit_bytes != 0)
    arguments_.push_back(fmt::format("--max_server_memory_usage={}", options.memory_limit_bytes));
  if (options.threads != 0) arguments_.push_back(fmt::format("--max_threads={}", options.threads));

  // Merges get next to nothing while others want to run: rows can be queried once they are inserted. Threads
  // are shared and a thread that has merged goes back to 0, so what it does for queries is set too, to what
  // the whole process has (run_behind). For both the engine must be allowed to change niceness
  // (CAP_SYS_NICE).
  arguments_.emplace_back("--os_threads_nice_value_query=5");
  // Settings of the server, which stand behind the "--". Merges leave half of the cores to inserts and
  // queries, which they would hinder even with the least weight; the small ones, which keep the number of
  // parts low, do not wait for the end of large ones. A table that finds nothing to merge looks again after a
  // second instead of a tenth (an insert makes it look at once), and the watch over resident memory looks
  // twice a second instead of every 50 ms: both are most of what an idle engine costs. Limits of queries do
  // not wait for that watch: allocations are counted as they are made.
  const auto merging_threads = std::max(1U, std::thread::hardware_concurrency() / 2);
  arguments_.insert(arguments_.end(), {"--", "--os_threads_nice_value_merge_mutate=15",
                                       fmt::format("--background_pool_size={}", merging_threads),
                                       "--background_merges_mutations_scheduling_policy=shortest_task_first",
                                       "--background_processing_pool_thread_sleep_seconds_if_nothing_to_do=1",
                                       "--memory_worker_period_ms=500"});
  chdb_set_signal_handlers_enabled(0);
  keep_alive_ = connect_with(arguments_);
  if (keep_alive_ == nullptr) throw std::runtime_error("the engine did not start; see the messages above");
}

std::unique_ptr<Connection> Engine::connect() {
  const std::lock_guard lock(connecting_);
  chdb_connection* handle = connect_with(arguments_);
  if (handle == nullptr) throw std::runtime_error("the engine refused a connection");
  return std::make_unique<Connection>(handle);
}

}  // namespace leapfrog::engine_host
