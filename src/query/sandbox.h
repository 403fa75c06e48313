// What SQL written by people may do. A text is approved only when everything it names is known to be
// harmless:
//
//   1. The engine formats it into its canonical form; that form is what is checked and what runs.
//   2. The engine parses it (EXPLAIN AST). Every node must be of a known kind, every function one of the
//   engine's
//      own harmless ones, every table function one that makes numbers, every table an allowed one.
//   3. The engine resolves it (EXPLAIN QUERY TREE) and every table it ends up with must again be allowed.
//
// Step 2 comes before step 3 because resolving already evaluates constants and scalar subqueries. Nothing is
// decided by matching the text. What it runs with closes the rest: see session_settings.
//
// What was approved is remembered, in bounded memory: a dashboard asks the same texts again and again, and
// the engine takes longer over checking many of them than over answering. An approval depends on the text and
// on the tables, which are part of what it is found by, and on nothing else that changes while the engine is
// the same. So one that depended on which other tables there are (`WITH x AS …`, `x IN name`) is not
// remembered, and what was refused is looked at again each time.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/recently_used.h"
#include "base/result.h"
#include "http/client.h"

namespace leapfrog::query {

struct SandboxTable {
  std::string name;    // in the database "default", without its name
  std::string filter;  // a condition of SQL that every row must meet: "project_id = 3"
};

struct SandboxLimits {
  std::int64_t execution_time_s = 0;
  std::int64_t memory_bytes = 0;
  std::int64_t result_rows = 0;
  int threads = 0;
};

// What the engine says about a text, in its own words but without its insides.
std::string plain_complaint(std::string_view text);

class Sandbox {
 public:
  explicit Sandbox(http::Client& engine) : engine_(engine) {}

  // The canonical form of an approved SELECT. A refusal is `invalid` (or `forbidden` where something is named
  // that is not allowed) and says which name; the engine's own complaints (syntax, unknown column) are
  // `invalid`.
  Result<std::string> approve(std::string_view sql, const std::vector<SandboxTable>& tables);

  // The names of all functions that may be used, as they are written.
  Result<std::vector<std::string>> functions();

  // Whether the engine's parser can read the text; "Syntax error: failed at position 8 …" when not.
  Result<> check_syntax(std::string_view sql);

  // The canonical form of one expression over the rows of `from` ("FROM events AS e"), which is ours: no list
  // of them, no alias, no query inside.
  Result<std::string> approve_expression(std::string_view expression, std::string_view from,
                                         const std::vector<SandboxTable>& tables);

  // The value of the setting that makes the engine add each table's filter to every read of it.
  static std::string table_filters(const std::vector<SandboxTable>& tables);
  // The parameters of the URL that an approved text must run with: read-only, limits, and each table's
  // filter, which the engine adds to every read of that table.
  static std::vector<std::pair<std::string, std::string>> session_settings(
      const std::vector<SandboxTable>& tables, const SandboxLimits& limits);

 private:
  struct Approved {
    std::string canonical;
    bool is_lasting;  // whether it stays so, whatever tables are made
  };
  // Everything that an approval depends on: the tables with their filters, where an expression stands ("" for
  // a whole SELECT), the text. Texts are kept whole: of two that share a hash, one could be harmful.
  using Asked = std::tuple<std::string, std::string, std::string>;
  std::optional<std::string> remembered(const Asked& asked);
  std::string remember(Asked asked, Approved approved);

  Result<Approved> check(std::string_view sql, const std::vector<SandboxTable>& tables);
  Result<Approved> check_expression(std::string_view expression, std::string_view from,
                                    const std::vector<SandboxTable>& tables);
  Result<std::vector<std::string>> ask(std::string_view sql, const std::vector<SandboxTable>& tables);
  Result<> load_functions();
  // Gives whether its names mean the same, whatever tables are made.
  Result<bool> check_syntax_tree(const std::vector<std::string>& lines,
                                 const std::vector<SandboxTable>& tables);
  Result<> check_function(std::string_view name);
  Result<std::set<std::string, std::less<>>> existing_tables();

  http::Client& engine_;
  std::mutex mutex_;                               // of the two sets, filled once
  std::set<std::string, std::less<>> functions_;   // allowed, in lower case
  std::set<std::string, std::less<>> aggregates_;  // allowed ones that take combinators, in lower case
  std::mutex memory_mutex_;                        // of what is remembered
  RecentlyUsed<Asked, std::string> approved_{4 << 20, 1 << 20};   // canonical forms; sizes in bytes
  RecentlyUsed<std::string, bool> readable_{1 << 20, 256 << 10};  // texts whose syntax is right: true
};

}  // namespace leapfrog::query
