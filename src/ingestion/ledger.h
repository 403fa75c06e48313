// The books of ingestion: what was received and what became of it, by project and day, the ingestion
// warnings, and the position up to which the log is worked off. Changed only inside the pipeline's
// transactions.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "accounts/projects.h"
#include "base/json.h"
#include "base/time.h"
#include "storage/log/format.h"
#include "storage/meta/database.h"

namespace leapfrog::ingestion {

using accounts::ProjectId;

enum class Outcome : std::uint8_t { received, stored, deduplicated, rejected };

struct LedgerKey {
  ProjectId project = 0;  // 0: requests whose token belongs to no project
  std::int64_t day = 0;   // days since the epoch, of when it was received
  Outcome outcome = Outcome::received;
  std::string reason;  // of a rejection, else ""
  auto operator<=>(const LedgerKey&) const = default;
};
using LedgerChanges = std::map<LedgerKey, std::int64_t>;

struct WarningCount {
  std::int64_t count = 0;
  Instant last_seen;
  std::string example;  // JSON
};
// By project, type and day.
using WarningChanges = std::map<std::tuple<ProjectId, std::string, std::int64_t>, WarningCount>;

// When the newest stored event was received, by project.
using LastEvents = std::map<ProjectId, Instant>;

// What the books say of a project, all days together.
struct Balance {
  std::int64_t received = 0;
  std::int64_t stored = 0;
  std::int64_t deduplicated = 0;
  std::map<std::string, std::int64_t> rejected;
  std::optional<Instant> last_event_at;  // when the newest stored event was received
  std::int64_t rejected_total() const;
};

struct WarningRow {
  std::string type;
  std::int64_t count = 0;
  std::string last_seen;
  std::string example;  // JSON
};

// The interval of the log that is being inserted: after a crash it is the one of which the engine may have
// some, all or no rows, and may still be getting some.
struct Intent {
  log::Lsn from = 0;
  log::Lsn to = 0;
  std::string token;  // the engine knows by it what it has of the interval
  bool operator==(const Intent&) const = default;
};

// Where the pipeline stands.
struct Checkpoint {
  log::Lsn committed = 0;
  std::optional<Intent> intent;
};

Result<Checkpoint> load_checkpoint(meta::Database& database);
Result<> save_intent(meta::Connection& connection, const Intent& intent);
// Moves the checkpoint, clears the intent and books the changes.
Result<> save_progress(meta::Connection& connection, log::Lsn committed, const LedgerChanges& ledger,
                       const WarningChanges& warnings, const LastEvents& last_events);

Result<Balance> load_balance(meta::Database& database, ProjectId project);
// Grouped by type over the last `days` days, the most frequent first.
Result<std::vector<WarningRow>> load_warnings(meta::Database& database, ProjectId project, std::int64_t today,
                                              int days);

// Examples of warnings that name one of these ids say nothing any more; the warnings stay.
Result<> forget_examples(meta::Connection& connection, ProjectId project,
                         std::span<const std::string> distinct_ids);

// Migrations 300 to 399.
const std::vector<meta::Migration>& migrations();

std::int64_t day_of(Instant instant);

}  // namespace leapfrog::ingestion
