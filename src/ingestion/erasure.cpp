#include "ingestion/erasure.h"

#include <fmt/format.h>

namespace leapfrog::ingestion {
namespace {

constexpr int at_once = 20;
// The statement returns when the parts without the rows are written.
const events::Settings wait_until_done{{"mutations_sync", "2"}};

std::string uuid_array(const std::vector<Uuid>& uuids) {
  std::string list = "[";
  for (const auto& uuid : uuids) list += (list.size() > 1 ? ",'" : "'") + uuid.text() + "'";
  return list + "]";
}

Result<std::uint64_t> erase_events(events::Engine& engine, const std::string& where) {
  const auto counted = TRY(engine.rows("SELECT count() FROM events WHERE " + where));
  const auto count = counted.empty() ? 0 : counted.front().at(0).to_number<std::uint64_t>();
  if (count > 0) TRY(engine.execute("ALTER TABLE events DELETE WHERE " + where, wait_until_done));
  return count;
}

}  // namespace

Result<bool> work_off_erasures(events::Engine& engine, meta::Database& database, Instant now) {
  const auto erasures = TRY(persons::waiting_erasures(database, at_once));
  for (const auto& erasure : erasures) {
    const auto names = uuid_array(erasure.names);
    const auto project = fmt::format("project_id = {}", erasure.project);
    const auto owned = fmt::format("{} AND person_id IN {}", project, names);
    std::uint64_t removed = 0;
    if (erasure.with_events) removed = TRY(erase_events(engine, owned));
    if (erasure.with_person) {
      TRY(engine.execute(fmt::format("ALTER TABLE persons DELETE WHERE {} AND id IN {}", project, names),
                         wait_until_done));
      for (const auto* table : {"person_distinct_ids", "cohort_changes"})
        TRY(engine.execute(fmt::format("ALTER TABLE {} DELETE WHERE {}", table, owned), wait_until_done));
      TRY(engine.execute(
          fmt::format(
              "ALTER TABLE person_overrides DELETE WHERE {0} AND (old_person_id IN {1} OR person_id IN {1})",
              project, names),
          wait_until_done));
    }
    TRY(database.write([&](meta::Connection& connection) {
      return persons::finish_erasure(connection, erasure.id, removed, now);
    }));
  }
  return erasures.size() == at_once;
}

}  // namespace leapfrog::ingestion
