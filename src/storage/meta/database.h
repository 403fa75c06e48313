// SQLite for metadata: one writer, many readers, WAL, prepared statements kept. SQLite's own header stays in
// database.cpp. Statements take their parameters in order and give rows through a callback or as one row.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace leapfrog::meta {

using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string_view>;

// One row of a result; valid only inside the callback.
class Row {
 public:
  explicit Row(void* statement) : statement_(statement) {}
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const;
  std::string_view view(int column) const;  // valid until the next row
  bool is_null(int column) const;
  std::optional<std::string> optional_text(int column) const;

 private:
  void* statement_;
};

// One connection. Not thread-safe; Database hands them out.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual Result<> execute(std::string_view sql, const std::vector<Value>& parameters = {}) = 0;
  // Calls `on_row` for every row.
  virtual Result<> query(std::string_view sql, const std::vector<Value>& parameters,
                         const std::function<void(const Row&)>& on_row) = 0;
  // Several statements without parameters (schemas).
  virtual Result<> script(const std::string& sql) = 0;
  virtual std::int64_t last_insert_id() const = 0;
  virtual std::int64_t changes() const = 0;  // rows changed by the last statement
};

// A numbered, forward-only change of the schema. Ids are global and ascending: slice number * 100 + step
// (accounts 100…, persons 200…, ingestion 300…).
struct Migration {
  int id;
  std::string_view name;
  std::string_view sql;
};

struct DatabaseOptions {
  bool synchronous_full = true;  // fsync at every commit
  int readers = 4;
  std::int64_t cache_kib = 8192;  // per connection
};

class Database {
 public:
  // Opens or creates the file, applies the migrations that are missing, in one transaction each.
  static Result<std::unique_ptr<Database>> open(const std::string& path,
                                                const std::vector<Migration>& migrations,
                                                DatabaseOptions options = {});
  virtual ~Database() = default;

  // Runs `work` on a reader connection inside one read transaction: it sees one state.
  virtual Result<> read(const std::function<Result<>(Connection&)>& work) = 0;
  // Runs `work` on the writer inside one transaction: committed when it returns a value, rolled back on an
  // error.
  virtual Result<> write(const std::function<Result<>(Connection&)>& work) = 0;
};

// A UNIQUE or foreign key constraint failed: ErrorKind::conflict, code "unique".
bool is_unique_violation(const Error& error);

}  // namespace leapfrog::meta
