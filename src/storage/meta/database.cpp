#include "storage/meta/database.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <map>
#include <mutex>
#include <thread>

#include "base/recently_used.h"
#include "base/time.h"

namespace leapfrog::meta {
namespace {

constexpr int busy_timeout_ms = 5'000;
constexpr std::size_t max_cached_statements = 256;      // per connection
constexpr std::int64_t max_idle_wal_bytes = 64L << 20;  // the WAL file is cut to this after a checkpoint

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
using Prepared = std::pair<std::string, Statement>;  // with its SQL

sqlite3_stmt* raw(void* statement) { return static_cast<sqlite3_stmt*>(statement); }

// What callers have to tell apart; the rest is our fault or the disk's.
Error error_of(int extended_code, std::string_view message) {
  switch (extended_code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return {ErrorKind::conflict, "unique", std::string(message), ""};
    default:
      break;
  }
  switch (extended_code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return unavailable("The metadata database is busy; please try again.", 1).error();
    case SQLITE_FULL:
      return unavailable("The disk with the metadata database is full.", 30).error();
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return unavailable(fmt::format("The metadata database cannot be accessed: {}.", message), 30).error();
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return internal_error(fmt::format("The metadata database is damaged: {}.", message)).error();
    default:
      return internal_error(fmt::format("The metadata database failed: {}.", message)).error();
  }
}

class SqliteConnection final : public Connection {
 public:
  static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path, bool writer,
                                                        const DatabaseOptions& options);
  explicit SqliteConnection(sqlite3* handle) : handle_(handle) {}
  ~SqliteConnection() override;
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  Result<> execute(std::string_view sql, const std::vector<Value>& parameters) override {
    return query(sql, parameters, [](const Row&) {});
  }
  Result<> query(std::string_view sql, const std::vector<Value>& parameters,
                 const std::function<void(const Row&)>& on_row) override;
  Result<> script(const std::string& sql) override;
  std::int64_t last_insert_id() const override { return sqlite3_last_insert_rowid(handle_); }
  std::int64_t changes() const override { return sqlite3_changes64(handle_); }

  bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
  Failure failed() const {
    return Failure(error_of(sqlite3_extended_errcode(handle_), sqlite3_errmsg(handle_)));
  }

 private:
  // A statement is out of the cache while it runs, so a callback may run the same SQL again.
  Result<Prepared> take(std::string_view sql);
  void give_back(Prepared prepared);
  Result<> bind(sqlite3_stmt* statement, const std::vector<Value>& parameters);

  sqlite3* handle_;
  RecentlyUsed<std::string, Statement> prepared_{max_cached_statements};
};

SqliteConnection::~SqliteConnection() {
  prepared_ = RecentlyUsed<std::string, Statement>(0);  // a connection with statements does not close
  CHECK(sqlite3_close(handle_) == SQLITE_OK);
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path, bool writer,
                                                                 const DatabaseOptions& options) {
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, nullptr);
  auto connection = std::make_unique<SqliteConnection>(handle);
  if (code != SQLITE_OK) return connection->failed();
  sqlite3_busy_timeout(handle, busy_timeout_ms);
  TRY(connection->script(
      fmt::format("PRAGMA cache_size=-{}; PRAGMA foreign_keys=ON; PRAGMA synchronous={}; "
                  "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit={};",
                  options.cache_kib, options.synchronous_full ? "FULL" : "NORMAL", max_idle_wal_bytes)));
  if (!writer) {
    TRY(connection->script("PRAGMA query_only=ON"));
    return connection;
  }
  std::string mode;
  TRY(connection->query("PRAGMA journal_mode=WAL", {}, [&](const Row& row) { mode = row.text(0); }));
  if (mode != "wal")
    return internal_error("The metadata database cannot use write-ahead logging; is it on a network drive?");
  return connection;
}

Result<Prepared> SqliteConnection::take(std::string_view sql) {
  if (auto prepared = prepared_.take(sql)) return *std::move(prepared);
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &statement, &tail) != SQLITE_OK)
    return failed();
  CHECK(statement != nullptr);
  CHECK(tail == sql.data() + sql.size());  // several statements are script()'s business
  return Prepared(sql, statement);
}

// The same SQL may have run inside its own callback and be there already: one of the two is enough.
void SqliteConnection::give_back(Prepared prepared) {
  sqlite3_reset(prepared.second.get());
  sqlite3_clear_bindings(prepared.second.get());
  prepared_.put(std::move(prepared.first), std::move(prepared.second), 1);
}

Result<> SqliteConnection::bind(sqlite3_stmt* statement, const std::vector<Value>& parameters) {
  CHECK(sqlite3_bind_parameter_count(statement) == static_cast<int>(parameters.size()));
  int index = 0;
  for (const auto& value : parameters) {
    ++index;
    int code = SQLITE_OK;
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      code = sqlite3_bind_int64(statement, index, *number);
    } else if (const auto* real = std::get_if<double>(&value)) {
      code = sqlite3_bind_double(statement, index, *real);
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
      // A null pointer would bind NULL, and an empty view may hold one. The text outlives the call: static.
      code = sqlite3_bind_text64(statement, index, text->empty() ? "" : text->data(), text->size(),
                                 SQLITE_STATIC, SQLITE_UTF8);
    } else {
      code = sqlite3_bind_null(statement, index);
    }
    if (code != SQLITE_OK) return failed();
  }
  return {};
}

Result<> SqliteConnection::query(std::string_view sql, const std::vector<Value>& parameters,
                                 const std::function<void(const Row&)>& on_row) {
  struct Running {
    SqliteConnection& connection;
    Prepared prepared;
    ~Running() { connection.give_back(std::move(prepared)); }
  };
  Running running{*this, TRY(take(sql))};
  sqlite3_stmt* const statement = running.prepared.second.get();
  TRY(bind(statement, parameters));
  for (;;) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_ROW) return failed();
    on_row(Row(statement));
  }
}

Result<> SqliteConnection::script(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return failed();
  return {};
}

// Rolls back unless committed, also when a callback throws.
class Transaction {
 public:
  static Result<> run(SqliteConnection& connection, std::string_view begin,
                      const std::function<Result<>(Connection&)>& work) {
    Transaction transaction(connection);
    TRY(connection.execute(begin, {}));
    TRY(work(connection));
    return connection.execute("COMMIT", {});
  }
  ~Transaction() {
    // Some errors (disk full) have already rolled it back.
    if (connection_.in_transaction()) static_cast<void>(connection_.execute("ROLLBACK", {}));
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

 private:
  explicit Transaction(SqliteConnection& connection) : connection_(connection) {}
  SqliteConnection& connection_;
};

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::unique_ptr<SqliteConnection> writer,
                 std::vector<std::unique_ptr<SqliteConnection>> readers)
      : writer_(std::move(writer)), readers_(std::move(readers)) {
    for (const auto& reader : readers_) idle_.push_back(reader.get());
  }

  Result<> read(const std::function<Result<>(Connection&)>& work) override {
    Lease lease(*this);
    return Transaction::run(*lease.connection, "BEGIN", work);
  }

  Result<> write(const std::function<Result<>(Connection&)>& work) override {
    CHECK(writing_.load() != std::this_thread::get_id());  // a write inside a write would wait for itself
    const std::lock_guard lock(writer_mutex_);
    struct Mark {
      std::atomic<std::thread::id>& writing;
      ~Mark() { writing.store(std::thread::id()); }
    };
    writing_.store(std::this_thread::get_id());
    const Mark mark{writing_};
    return Transaction::run(*writer_, "BEGIN IMMEDIATE", work);
  }

 private:
  // A reader for one thread; waits while all are in use.
  struct Lease {
    explicit Lease(SqliteDatabase& owner) : database(owner) {
      CHECK(reading_ != &owner);  // nested reads could wait for each other when all readers are taken
      std::unique_lock lock(owner.readers_mutex_);
      owner.reader_free_.wait(lock, [&] { return !owner.idle_.empty(); });
      connection = owner.idle_.back();
      owner.idle_.pop_back();
      outer = std::exchange(reading_, &owner);
    }
    ~Lease() {
      reading_ = outer;
      {
        const std::lock_guard lock(database.readers_mutex_);
        database.idle_.push_back(connection);
      }
      database.reader_free_.notify_one();
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    SqliteDatabase& database;
    SqliteConnection* connection = nullptr;
    const SqliteDatabase* outer = nullptr;
  };

  static thread_local const SqliteDatabase* reading_;

  std::mutex writer_mutex_;
  std::atomic<std::thread::id> writing_{};
  std::unique_ptr<SqliteConnection> writer_;
  std::vector<std::unique_ptr<SqliteConnection>> readers_;
  std::mutex readers_mutex_;
  std::condition_variable reader_free_;
  std::vector<SqliteConnection*> idle_;  // used as a stack: the warmest cache first
};

thread_local const SqliteDatabase* SqliteDatabase::reading_ = nullptr;

// Created readable by its owner only; SQLite gives the -wal and -shm files the same mode.
Result<> create_private_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return unavailable(fmt::format("The metadata database {} cannot be opened: {}.", path, strerror(errno)),
                       30);
  ::close(descriptor);
  return {};
}

Result<> migrate(SqliteConnection& writer, std::vector<Migration> migrations) {
  std::ranges::sort(migrations, {}, &Migration::id);
  CHECK(std::ranges::adjacent_find(migrations, std::equal_to<>(), &Migration::id) == migrations.end());
  TRY(
      writer.script("CREATE TABLE IF NOT EXISTS schema_migrations ("
                    "  id INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT"));
  std::map<int, std::string> applied;
  TRY(writer.query("SELECT id, name FROM schema_migrations", {},
                   [&](const Row& row) { applied.emplace(row.integer(0), row.text(1)); }));
  for (const auto& [id, name] : applied) {
    const auto known = std::ranges::find(migrations, id, &Migration::id);
    if (known == migrations.end() || known->name != name)
      return internal_error(fmt::format(
          "The metadata database was written by another, newer version of Leapfrog: it has the schema step "
          "{} ({}), which this version does not know. Start that version or a newer one on this data "
          "directory.",
          id, name));
  }
  for (const auto& migration : migrations) {
    if (applied.contains(migration.id)) continue;
    auto done = Transaction::run(writer, "BEGIN IMMEDIATE", [&](Connection& connection) -> Result<> {
      TRY(connection.script(std::string(migration.sql)));
      return connection.execute("INSERT INTO schema_migrations (id, name, applied_at) VALUES (?, ?, ?)",
                                {migration.id, migration.name, to_micros(system_clock().now())});
    });
    if (!done)
      return internal_error(
          fmt::format("Schema step {} ({}) failed: {}", migration.id, migration.name, done.error().detail));
  }
  return {};
}

}  // namespace

std::int64_t Row::integer(int column) const { return sqlite3_column_int64(raw(statement_), column); }
double Row::real(int column) const { return sqlite3_column_double(raw(statement_), column); }
std::string Row::text(int column) const { return std::string(view(column)); }

std::string_view Row::view(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(raw(statement_), column));
  if (text == nullptr) return {};
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(raw(statement_), column))};
}

bool Row::is_null(int column) const { return sqlite3_column_type(raw(statement_), column) == SQLITE_NULL; }

std::optional<std::string> Row::optional_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path,
                                                 const std::vector<Migration>& migrations,
                                                 DatabaseOptions options) {
  CHECK(options.readers > 0);
  TRY(create_private_file(path));
  auto writer = TRY(SqliteConnection::open(path, true, options));
  TRY(migrate(*writer, migrations));
  std::vector<std::unique_ptr<SqliteConnection>> readers;
  for (int i = 0; i < options.readers; ++i)
    readers.push_back(TRY(SqliteConnection::open(path, false, options)));
  return std::make_unique<SqliteDatabase>(std::move(writer), std::move(readers));
}

bool is_unique_violation(const Error& error) {
  return error.kind == ErrorKind::conflict && error.code == "unique";
}

}  // namespace leapfrog::meta
