#include "ingestion/ledger.h"

#include <algorithm>
#include <set>

namespace leapfrog::ingestion {
namespace {

std::string_view outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::received:
      return "received";
    case Outcome::stored:
      return "stored";
    case Outcome::deduplicated:
      return "deduplicated";
    case Outcome::rejected:
      return "rejected";
  }
  return "";
}

// Whether one of the fields of an example is one of these.
bool names_any(std::string_view example, const std::set<std::string_view>& ids) {
  const auto fields = parse_json(example);
  if (!fields || !fields->is_object()) return false;
  return std::ranges::any_of(fields->get_object(), [&](const auto& field) {
    const auto* text = field.value().if_string();
    return text != nullptr && ids.contains(std::string_view(*text));
  });
}

}  // namespace

std::int64_t Balance::rejected_total() const {
  std::int64_t total = 0;
  for (const auto& [reason, count] : rejected) total += count;
  return total;
}

std::int64_t day_of(Instant instant) {
  return std::chrono::floor<std::chrono::days>(instant).time_since_epoch().count();
}

const std::vector<meta::Migration>& migrations() {
  static const std::vector<meta::Migration> list = {
      {300, "ingestion ledger",
       R"(CREATE TABLE ingestion_ledger (
            project_id INTEGER NOT NULL, day INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
            count INTEGER NOT NULL, PRIMARY KEY (project_id, day, outcome, reason)) WITHOUT ROWID;
          CREATE TABLE ingestion_warnings (
            project_id INTEGER NOT NULL, type TEXT NOT NULL, day INTEGER NOT NULL, count INTEGER NOT NULL,
            last_seen TEXT NOT NULL, example TEXT NOT NULL, PRIMARY KEY (project_id, type, day)) WITHOUT ROWID;
          CREATE TABLE ingestion_checkpoint (
            id INTEGER PRIMARY KEY CHECK (id = 1), committed INTEGER NOT NULL, intent_from INTEGER, intent_to INTEGER);
          INSERT INTO ingestion_checkpoint (id, committed) VALUES (1, 0);)"},
      {301, "name of an insert", "ALTER TABLE ingestion_checkpoint ADD COLUMN intent_token TEXT"},
      {302, "last events",
       "CREATE TABLE ingestion_last_events (project_id INTEGER "
       "PRIMARY KEY, received_at INTEGER NOT NULL) STRICT"}};
  return list;
}

Result<Checkpoint> load_checkpoint(meta::Database& database) {
  Checkpoint checkpoint;
  TRY(database.read([&](meta::Connection& connection) {
    return connection.query(
        "SELECT committed, intent_from, intent_to, coalesce(intent_token, '') FROM ingestion_checkpoint", {},
        [&](const meta::Row& row) {
          checkpoint.committed = static_cast<log::Lsn>(row.integer(0));
          if (!row.is_null(1)) {
            checkpoint.intent = Intent{static_cast<log::Lsn>(row.integer(1)),
                                       static_cast<log::Lsn>(row.integer(2)), std::string(row.text(3))};
          }
        });
  }));
  return checkpoint;
}

Result<> save_intent(meta::Connection& connection, const Intent& intent) {
  return connection.execute(
      "UPDATE ingestion_checkpoint SET intent_from = ?, intent_to = ?, intent_token = ?",
      {static_cast<std::int64_t>(intent.from), static_cast<std::int64_t>(intent.to),
       std::string_view(intent.token)});
}

Result<> save_progress(meta::Connection& connection, log::Lsn committed, const LedgerChanges& ledger,
                       const WarningChanges& warnings, const LastEvents& last_events) {
  TRY(connection.execute(
      "UPDATE ingestion_checkpoint SET committed = ?, intent_from = NULL, intent_to = NULL, intent_token = "
      "NULL",
      {static_cast<std::int64_t>(committed)}));
  for (const auto& [key, count] : ledger) {
    TRY(connection.execute(
        "INSERT INTO ingestion_ledger (project_id, day, outcome, reason, count) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET count = count + excluded.count",
        {key.project, key.day, outcome_name(key.outcome), std::string_view(key.reason), count}));
  }
  for (const auto& [key, warning] : warnings) {
    const auto& [project, type, day] = key;
    const auto last_seen = format_iso(warning.last_seen);
    TRY(connection.execute(
        "INSERT INTO ingestion_warnings (project_id, type, day, count, last_seen, example) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count, "
        "last_seen = max(last_seen, excluded.last_seen), example = excluded.example",
        {project, std::string_view(type), day, warning.count, std::string_view(last_seen),
         std::string_view(warning.example)}));
  }
  for (const auto& [project, at] : last_events) {
    TRY(
        connection.execute("INSERT INTO ingestion_last_events (project_id, received_at) VALUES (?, ?) "
                           "ON CONFLICT DO UPDATE SET received_at = max(received_at, excluded.received_at)",
                           {project, to_micros(at)}));
  }
  return {};
}

Result<Balance> load_balance(meta::Database& database, ProjectId project) {
  Balance balance;
  TRY(database.read([&](meta::Connection& connection) -> Result<> {
    TRY(connection.query("SELECT received_at FROM ingestion_last_events WHERE project_id = ?", {project},
                         [&](const meta::Row& row) { balance.last_event_at = from_micros(row.integer(0)); }));
    return connection.query(
        "SELECT outcome, reason, sum(count) FROM ingestion_ledger WHERE project_id = ? GROUP BY outcome, "
        "reason",
        {project}, [&](const meta::Row& row) {
          const auto outcome = row.text(0);
          const auto count = row.integer(2);
          if (outcome == "received") balance.received += count;
          if (outcome == "stored") balance.stored += count;
          if (outcome == "deduplicated") balance.deduplicated += count;
          if (outcome == "rejected") balance.rejected[row.text(1)] += count;
        });
  }));
  return balance;
}

Result<std::vector<WarningRow>> load_warnings(meta::Database& database, ProjectId project, std::int64_t today,
                                              int days) {
  std::vector<WarningRow> rows;
  TRY(database.read([&](meta::Connection& connection) {
    // SQLite takes the example from the row of the newest day: bare columns follow max().
    return connection.query(
        "SELECT type, sum(count), max(last_seen), example FROM ingestion_warnings WHERE project_id = ? AND "
        "day > ? "
        "GROUP BY type ORDER BY sum(count) DESC, type",
        {project, today - days}, [&](const meta::Row& row) {
          rows.push_back({row.text(0), row.integer(1), row.text(2), row.text(3)});
        });
  }));
  return rows;
}

Result<> forget_examples(meta::Connection& connection, ProjectId project,
                         std::span<const std::string> distinct_ids) {
  const std::set<std::string_view> ids(distinct_ids.begin(), distinct_ids.end());
  std::vector<std::pair<std::string, std::int64_t>> found;  // type, day
  TRY(connection.query("SELECT type, day, example FROM ingestion_warnings WHERE project_id = ?", {project},
                       [&](const meta::Row& row) {
                         if (names_any(row.view(2), ids)) found.emplace_back(row.text(0), row.integer(1));
                       }));
  for (const auto& [type, day] : found)
    TRY(connection.execute(
        "UPDATE ingestion_warnings SET example = '{}' WHERE project_id = ? AND type = ? AND day = ?",
        {project, std::string_view(type), day}));
  return {};
}

}  // namespace leapfrog::ingestion
