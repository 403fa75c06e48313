#include "ingestion/erasure.h"

#include <fmt/format.h>

#include "ingestion/ledger.h"

namespace leapfrog::ingestion {
namespace {

constexpr int at_once = 20;
constexpr std::size_t names_in_a_statement = 4'000;  // somebody may have more; statements have a limit
// The statement returns when the parts without the rows are written.
const events::Settings wait_until_done{{"mutations_sync", "2"}};

std::vector<std::string> uuid_arrays(const std::vector<Uuid>& uuids) {
  std::vector<std::string> arrays;
  for (std::size_t i = 0; i < uuids.size(); ++i) {
    const bool begins = i % names_in_a_statement == 0;
    if (begins) arrays.emplace_back("[");
    arrays.back() += (begins ? "'" : ",'") + uuids[i].text() + "'";
  }
  for (auto& list : arrays) list += "]";
  return arrays;
}

Result<std::uint64_t> erase_events(events::Engine& engine, const std::string& where) {
  const auto counted = TRY(engine.rows("SELECT count() FROM events WHERE " + where));
  const auto count = counted.empty() ? 0 : counted.front().at(0).to_number<std::uint64_t>();
  if (count > 0) TRY(engine.execute("ALTER TABLE events DELETE WHERE " + where, wait_until_done));
  return count;
}

Result<> erase_from(events::Engine& engine, std::string_view table, const std::string& where) {
  return engine.execute(fmt::format("ALTER TABLE {} DELETE WHERE {}", table, where), wait_until_done);
}

// What is mirrored of a person, under these names.
Result<> erase_person(events::Engine& engine, const std::string& project, const std::string& names) {
  TRY(erase_from(engine, "persons", fmt::format("{} AND id IN {}", project, names)));
  // Ids that became free are mirrored as deleted, and nobody needs to know which they were.
  TRY(erase_from(engine, "person_distinct_ids",
                 fmt::format("{} AND (is_deleted OR person_id IN {})", project, names)));
  for (const auto* table : {"cohort_people", "cohort_changes"})
    TRY(erase_from(engine, table, fmt::format("{} AND person_id IN {}", project, names)));
  return erase_from(engine, "person_overrides",
                    fmt::format("{0} AND (old_person_id IN {1} OR person_id IN {1})", project, names));
}

// Gives how many events went.
Result<std::uint64_t> erase_from_engine(events::Engine& engine, const persons::Erasure& erasure) {
  const auto project = fmt::format("project_id = {}", erasure.project);
  std::uint64_t removed = 0;
  for (const auto& names : uuid_arrays(erasure.names)) {
    if (erasure.with_events)
      removed += TRY(erase_events(engine, fmt::format("{} AND person_id IN {}", project, names)));
    if (erasure.with_person) TRY(erase_person(engine, project, names));
  }
  return removed;
}

}  // namespace

// The engine comes last: it may be away for long, the rest need not wait for it.
Result<bool> work_off_erasures(events::Engine& engine, meta::Database& database, const ForgetPeople& forget,
                               Instant now) {
  const auto erasures = TRY(persons::waiting_erasures(database, at_once));
  for (const auto& erasure : erasures) {
    if (erasure.with_person) {
      if (forget) TRY(forget(erasure));
      TRY(database.write([&](meta::Connection& connection) {
        return forget_examples(connection, erasure.project, erasure.distinct_ids);
      }));
    }
    const auto removed = TRY(erase_from_engine(engine, erasure));
    TRY(database.write([&](meta::Connection& connection) {
      return persons::finish_erasure(connection, erasure.id, removed, now);
    }));
  }
  return erasures.size() == at_once;
}

}  // namespace leapfrog::ingestion
