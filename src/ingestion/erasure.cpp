#include "ingestion/erasure.h"

#include <fmt/format.h>

#include <map>

#include "ingestion/ledger.h"

namespace leapfrog::ingestion {
namespace {

constexpr int at_once = 200;
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

// Under which of these names how many events are stored.
Result<std::map<Uuid, std::uint64_t>> count_events(events::Engine& engine, const std::string& where) {
  std::map<Uuid, std::uint64_t> counts;
  for (const auto& row : TRY(engine.rows(fmt::format(
           "SELECT toString(person_id), count() FROM events WHERE {} GROUP BY person_id", where))))
    if (const auto name = Uuid::parse(row.at(0).as_string()))
      counts[*name] = row.at(1).to_number<std::uint64_t>();
  return counts;
}

// The erasures of a project together: what a statement costs is going through the tables, not the people.
class ProjectErasure {
 public:
  ProjectErasure(events::Engine& engine, accounts::ProjectId project)
      : engine_(engine), project_(fmt::format("project_id = {}", project)) {}

  void add(const persons::Erasure& erasure) {
    for (const auto& name : erasure.names) {
      // Of several erasures of somebody's events the first is told how many there were.
      if (erasure.with_events && asked_by_.emplace(name, erasure.id).second) of_events_.push_back(name);
      if (erasure.with_person) of_people_.push_back(name);
    }
  }

  // Gives how many events went, by erasure.
  Result<std::map<std::int64_t, std::uint64_t>> run() {
    std::map<std::int64_t, std::uint64_t> removed;
    for (const auto& names : uuid_arrays(of_events_)) {
      const auto where = fmt::format("{} AND person_id IN {}", project_, names);
      const auto counts = TRY(count_events(engine_, where));
      for (const auto& [name, count] : counts) removed[asked_by_.at(name)] += count;
      if (!counts.empty()) TRY(erase_from(engine_, "events", where));
    }
    for (const auto& names : uuid_arrays(of_people_)) TRY(erase_person(engine_, project_, names));
    return removed;
  }

 private:
  events::Engine& engine_;
  const std::string project_;
  std::map<Uuid, std::int64_t> asked_by_;  // name → erasure
  std::vector<Uuid> of_events_, of_people_;
};

// What is not in the engine. It comes first: the engine may be away for long, and the rest need not wait.
Result<> forget_elsewhere(const std::vector<persons::Erasure>& erasures, meta::Database& database,
                          const ForgetPeople& forget) {
  for (const auto& erasure : erasures) {
    if (!erasure.with_person) continue;
    if (forget) TRY(forget(erasure));
    TRY(database.write([&](meta::Connection& connection) {
      return forget_examples(connection, erasure.project, erasure.distinct_ids);
    }));
  }
  return {};
}

}  // namespace

Result<bool> work_off_erasures(events::Engine& engine, meta::Database& database, const ForgetPeople& forget,
                               Instant now) {
  const auto erasures = TRY(persons::waiting_erasures(database, at_once));
  TRY(forget_elsewhere(erasures, database, forget));
  std::map<accounts::ProjectId, ProjectErasure> projects;
  for (const auto& erasure : erasures)
    projects.try_emplace(erasure.project, engine, erasure.project).first->second.add(erasure);
  for (auto& [project, together] : projects) {
    const auto removed = TRY(together.run());
    TRY(database.write([&](meta::Connection& connection) -> Result<> {
      for (const auto& erasure : erasures) {
        if (erasure.project != project) continue;
        const auto events = removed.find(erasure.id);
        TRY(persons::finish_erasure(connection, erasure.id, events == removed.end() ? 0 : events->second,
                                    now));
      }
      return {};
    }));
  }
  return erasures.size() == at_once;
}

}  // namespace leapfrog::ingestion
