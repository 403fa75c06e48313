// The analytics engine as a client sees it: ClickHouse's HTTP interface, whether our own host on a Unix
// socket or a server elsewhere. Errors carry ClickHouse's code in Error::code ("clickhouse_60") and its
// sentence.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace leapfrog::events {

using Settings =
    std::vector<std::pair<std::string, std::string>>;  // ClickHouse setting → value, as URL parameters

// The answer to a SELECT: rows of values, and what it cost.
struct Selection {
  std::vector<std::string> names;
  std::vector<std::string> types;  // as ClickHouse names them
  std::vector<json::array> rows;
  std::uint64_t rows_read = 0;
  std::uint64_t bytes_read = 0;
};

// The answer to a SELECT of many plain values, in binary (storage/events/native_reader.h).
struct BinarySelection {
  std::string blocks;
  std::uint64_t rows_read = 0;
  std::uint64_t bytes_read = 0;
};

struct InsertSummary {
  std::uint64_t written_rows = 0;
};

class Engine {
 public:
  // "unix:/path" or "http://[user:password@]host:port"
  static std::unique_ptr<Engine> connect(std::string address);
  virtual ~Engine() = default;

  virtual bool ping() = 0;
  // Runs a statement of ours. `parameters` are bound as {name:Type} in the statement.
  virtual Result<> execute(std::string_view sql, const Settings& settings = {},
                           const Settings& parameters = {}) = 0;
  // Gives the rows of a statement of ours as JSON arrays of values.
  virtual Result<std::vector<json::array>> rows(std::string_view sql, const Settings& parameters = {},
                                                const Settings& settings = {}) = 0;
  // The same, with the names and types of the columns and what was read.
  virtual Result<Selection> select(std::string_view sql, const Settings& parameters,
                                   const Settings& settings) = 0;
  // The same as Native blocks.
  virtual Result<BinarySelection> select_binary(std::string_view sql, const Settings& parameters,
                                                const Settings& settings) = 0;
  // Sends Native blocks into a table. Blocks that carry a token the table has seen are dropped by the engine.
  virtual Result<InsertSummary> insert(std::string_view table, std::string_view columns,
                                       std::string_view native_blocks,
                                       std::string_view deduplication_token) = 0;
  // Applies the migrations that are missing.
  virtual Result<> migrate() = 0;
};

}  // namespace leapfrog::events
