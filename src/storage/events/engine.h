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
#include "storage/events/native_reader.h"

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

// What an answer that was handed on cost.
struct ReadCost {
  std::uint64_t rows_read = 0;
  std::uint64_t bytes_read = 0;
};

// Takes the rows of a block, which it may look at until it returns. An error ends the statement.
using BlockVisitor = std::function<Result<>(const NativeRows& block)>;

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
  // Gives the rows of a statement of ours that selects many plain values (storage/events/native_reader.h) as
  // they come. When it fails some may have been given.
  virtual Result<ReadCost> visit_blocks(std::string_view sql, const Settings& parameters,
                                        const Settings& settings, const BlockVisitor& visit) = 0;
  // Sends Native blocks into a table. Blocks that carry a token the table has seen are dropped by the engine.
  virtual Result<InsertSummary> insert(std::string_view table, std::string_view columns,
                                       std::string_view native_blocks,
                                       std::string_view deduplication_token) = 0;
  // Applies the migrations that are missing.
  virtual Result<> migrate() = 0;
};

}  // namespace leapfrog::events
