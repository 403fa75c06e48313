#include "app/project_eraser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "accounts/deletions.h"
#include "base/log.h"
#include "storage/meta/rows.h"

namespace leapfrog::app {
namespace {

constexpr seconds look_every{2};
constexpr seconds look_at_least_every{60};  // while it does not work
constexpr int tries = 10;  // of a second each, for what is on its way; then it is tried again later
constexpr std::int64_t rows_at_once = 5'000;  // others write in between

// What outlives a project: who did what, and the list of deletions itself.
constexpr std::array kept = {"activity_log", "deleted_projects"};

struct Table {
  std::string name;
  std::string key;  // its primary key's columns, or rowid
};

// Every table with rows of projects. Names come from our own schema.
Result<std::vector<Table>> tables_of_projects(meta::Connection& connection) {
  auto names = TRY(meta::find_all(connection,
                                  "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE "
                                  "t.type = 'table' AND c.name = "
                                  "'project_id' ORDER BY 1",
                                  {}, [](const meta::Row& row) { return row.text(0); }));
  std::vector<Table> tables;
  for (auto& name : names) {
    if (std::ranges::find(kept, name) != kept.end()) continue;
    std::string key;
    TRY(connection.query("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk",
                         {std::string_view(name)},
                         [&](const meta::Row& row) { key += (key.empty() ? "" : ", ") + row.text(0); }));
    tables.push_back({std::move(name), key.empty() ? "rowid" : std::move(key)});
  }
  return tables;
}

}  // namespace

void ProjectEraser::start() {
  thread_ = std::thread([this] { run(); });
}

void ProjectEraser::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool ProjectEraser::stopping() {
  const std::scoped_lock lock(mutex_);
  return stopping_;
}

void ProjectEraser::run() {
  auto pause = look_every;
  while (!stopping()) {
    bool works = true;
    const auto projects = accounts::projects_to_erase(parts_.accounts);
    for (const auto project : projects ? *projects : std::vector<accounts::ProjectId>()) {
      if (stopping()) return;
      if (const auto erased = erase(project); !erased) {
        log_warning("Erasing a deleted project does not work; trying again.",
                    {{"project", project}, {"error", erased.error().detail}});
        works = false;
        continue;
      }
      log_info("Erased a deleted project.", {{"project", project}});
    }
    pause = works ? look_every : std::min(pause * 2, look_at_least_every);
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, pause, [this] { return stopping_; });
  }
}

// Events that were accepted before the deletion may still be on their way into the tables; those behind them
// in the log are refused, since the project is gone.
Result<> ProjectEraser::erase(accounts::ProjectId project) {
  const auto position = parts_.log.durable_end();
  for (int i = 0; !parts_.pipeline.wait_committed(position, seconds(1)); ++i) {
    if (i == tries || stopping()) return unavailable("Events before the deletion are still being stored.", 5);
  }
  TRY(erase_from_engine(project));
  TRY(erase_from(parts_.people_database, project));
  TRY(erase_from(parts_.accounts_database, project));
  parts_.definitions.forget(project);
  return accounts::project_erased(parts_.accounts, project);
}

Result<> ProjectEraser::erase_from_engine(accounts::ProjectId project) {
  const auto tables =
      TRY(parts_.engine.rows("SELECT c.table FROM system.columns c JOIN system.tables t ON t.database = "
                             "c.database AND t.name = c.table "
                             "WHERE c.database = currentDatabase() AND c.name = 'project_id' AND t.engine "
                             "LIKE '%MergeTree' ORDER BY 1"));
  for (const auto& row : tables) {
    if (stopping()) return unavailable("Stopping.", 1);
    const std::string table(row.at(0).as_string());
    const auto where = fmt::format("project_id = {}", project);
    const auto count = TRY(parts_.engine.rows(fmt::format("SELECT count() FROM {} WHERE {}", table, where)));
    if (count.at(0).at(0).to_number<std::uint64_t>() == 0) continue;
    // The statement returns when the parts without the rows are written.
    TRY(parts_.engine.execute(fmt::format("ALTER TABLE {} DELETE WHERE {}", table, where),
                              {{"mutations_sync", "2"}}));
  }
  return {};
}

Result<> ProjectEraser::erase_from(meta::Database& database, accounts::ProjectId project) {
  const auto tables = TRY(meta::in_read(database, tables_of_projects));
  for (const auto& table : tables) {
    const auto sql =
        fmt::format("DELETE FROM {0} WHERE ({1}) IN (SELECT {1} FROM {0} WHERE project_id = ? LIMIT {2})",
                    table.name, table.key, rows_at_once);
    for (std::int64_t deleted = rows_at_once; deleted >= rows_at_once;) {
      if (stopping()) return unavailable("Stopping.", 1);
      deleted = TRY(meta::in_write(database, [&](meta::Connection& connection) -> Result<std::int64_t> {
        TRY(connection.execute(sql, {project}));
        return connection.changes();
      }));
    }
  }
  return {};
}

}  // namespace leapfrog::app
