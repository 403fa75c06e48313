#include "cohorts/counting.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/log.h"
#include "cohorts/membership_history.h"
#include "cohorts/people_statement.h"
#include "persons/person_reads.h"
#include "storage/events/native.h"
#include "storage/meta/rows.h"

namespace leapfrog::cohorts {
namespace {

constexpr std::size_t max_people = 20'000'000;
constexpr std::size_t rows_of_block = 500'000;
constexpr std::size_t listed_at_once = 5'000;  // in one transaction; others write in between
constexpr int max_nesting = 32;

Result<CohortRecord> read_cohort(Cohorts::State& state, ProjectId project, std::int64_t id) {
  auto found = TRY(meta::in_read(state.parts.database, [&](meta::Connection& connection) {
    return find_any_cohort(connection, project, id);
  }));
  if (!found || found->deleted) return not_found(fmt::format("There is no cohort {}.", id));
  return *std::move(found);
}

// The people that the query gives as a source of ActorsQuery does.
Result<std::vector<Uuid>> people_of_query(Cohorts::State& state, const query::Asking& asking,
                                          const json::object& asked) {
  const auto is_actors = string_or_empty(asked, "kind") == "ActorsQuery";
  query::ActorsRequest request;
  request.source = is_actors ? asked : json::object{{"kind", "ActorsQuery"}, {"source", asked}};
  request.path = "query";
  const auto kind = std::ranges::find(state.parts.kinds, "ActorsQuery", &query::Kind::name);
  CHECK(kind != state.parts.kinds.end() && kind->actors);
  query::Bindings bindings;
  const auto actors = TRY(kind->actors(asking, bindings, request));
  if (actors.group_type)
    return invalid("The query gives groups; a cohort is made of people.", "query", "invalid_query");
  return people_in(asking, bindings, actors.sql, "actor_id");
}

class Counting {
 public:
  Counting(Cohorts::State& state, const query::Asking& asking, CohortRecord cohort)
      : state_(state), asking_(asking), cohort_(std::move(cohort)) {}

  Result<> run() {
    Counted counted;
    counted.cohort = cohort_.id;
    counted.project = cohort_.project;
    counted.counted_for = cohort_.changed_at;
    counted.started_at = state_.parts.clock.now();
    counted.version = std::max(to_micros(counted.started_at), cohort_.version + 1);
    const auto people = TRY(cohort_.is_static ? people_listed() : people_defined());
    TRY(MemberFile::write(state_.member_path(cohort_.id), counted.version, people));
    state_.forget_members(cohort_.id);
    TRY(insert(counted.version, people));
    TRY(note_membership(state_.parts.engine.engine, cohort_.project, cohort_.id, counted.version));
    counted.people = static_cast<std::int64_t>(people.size());
    counted.finished_at = state_.parts.clock.now();
    return state_.parts.database.write(
        [&](meta::Connection& connection) { return save_counted(connection, counted); });
  }

 private:
  Result<std::vector<Uuid>> people_defined() {
    const auto definition = TRY(definition_of(cohort_));
    query::Bindings bindings;
    const auto sql = TRY(people_statement(asking_, bindings, *definition));
    return people_in(asking_, bindings, sql, "person_id");
  }

  Result<std::vector<Uuid>> people_of_flag() {
    CHECK(state_.flag_people);
    return state_.flag_people(cohort_.project, *cohort_.flag, [this] { return !state_.is_stopping(); });
  }

  // Those who merged count, and are listed from then on, as who they became; the erased leave the list.
  Result<std::vector<Uuid>> people_listed() {
    if (cohort_.query_pending) {
      const auto found =
          TRY(cohort_.flag ? people_of_flag() : people_of_query(state_, asking_, cohort_.query.get_object()));
      TRY(add_to_list(state_, cohort_, found));
      TRY(state_.parts.database.write(
          [&](meta::Connection& connection) { return query_done(connection, cohort_.id); }));
    }
    auto names = TRY(meta::in_read(
        state_.parts.database, [&](meta::Connection& connection) { return listed(connection, cohort_.id); }));
    std::ranges::sort(names);
    auto people = TRY(meta::in_read(state_.parts.people, [&](meta::Connection& connection) {
      return persons::living_people(connection, cohort_.project, names);
    }));
    std::ranges::sort(people);
    const auto again = std::ranges::unique(people);
    people.erase(again.begin(), again.end());
    std::vector<Uuid> gone;
    std::ranges::set_difference(names, people, std::back_inserter(gone));
    TRY(rename_listed(gone));
    return people;
  }

  Result<> rename_listed(const std::vector<Uuid>& gone) {
    for (const auto& name : gone) {
      const auto now = TRY(meta::in_read(state_.parts.people, [&](meta::Connection& connection) {
        return persons::living_people(connection, cohort_.project, std::span(&name, 1));
      }));
      TRY(state_.parts.database.write([&](meta::Connection& connection) -> Result<> {
        TRY(remove_listed(connection, cohort_.id, std::span(&name, 1)));
        // Unless somebody took the person off the list meanwhile.
        return connection.changes() > 0 ? add_listed(connection, cohort_, now) : Result<>();
      }));
    }
    return {};
  }

  Result<> insert(std::int64_t version, const std::vector<Uuid>& people) {
    for (std::size_t at = 0; at < people.size(); at += rows_of_block) {
      const auto rows = std::min(rows_of_block, people.size() - at);
      std::string project, cohort, versions, persons;
      for (std::size_t i = at; i < at + rows; ++i) {
        events::put_fixed(project, static_cast<std::uint32_t>(cohort_.project));
        events::put_fixed(cohort, cohort_.id);
        events::put_fixed(versions, version);
        events::put_uuid(persons, people[i]);
      }
      events::NativeBlock block(rows);
      block.column("project_id", "UInt32", project);
      block.column("cohort_id", "Int64", cohort);
      block.column("version", "Int64", versions);
      block.column("person_id", "UUID", persons);
      TRY(state_.parts.engine.engine.insert("cohort_people", "(project_id, cohort_id, version, person_id)",
                                            block.finish(),
                                            fmt::format("cohort-{}-{}-{}", cohort_.id, version, at)));
    }
    return {};
  }

  Cohorts::State& state_;
  const query::Asking& asking_;
  const CohortRecord cohort_;
};

Result<> count_with_base(Cohorts::State& state, const query::Asking& asking, std::int64_t id, int depth) {
  if (depth > max_nesting) return invalid("The cohorts are nested too deeply.", "filters");
  auto cohort = TRY(read_cohort(state, asking.project(), id));
  if (depth > 0 && !cohort.is_waiting()) return {};
  const auto definition = TRY(definition_of(cohort));
  if (definition) {
    for (const auto other : cohorts_named(*definition)) TRY(count_with_base(state, asking, other, depth + 1));
  }
  return Counting(state, asking, std::move(cohort)).run();
}

std::uint8_t hex_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  return static_cast<std::uint8_t>((c | 0x20) - 'a' + 10);
}

}  // namespace

Result<> add_to_list(Cohorts::State& state, const CohortRecord& cohort, std::span<const Uuid> people) {
  for (std::size_t at = 0; at < people.size(); at += listed_at_once) {
    const auto some = people.subspan(at, std::min(listed_at_once, people.size() - at));
    TRY(state.parts.database.write(
        [&](meta::Connection& connection) { return add_listed(connection, cohort, some); }));
  }
  return {};
}

Result<> count_cohort(Cohorts::State& state, ProjectId project, std::int64_t cohort) {
  const auto access = state.parts.accounts.background_access(project);
  if (!access) return not_found("There is no such project.");
  const auto asking = TRY(state.asking(*access));
  return count_with_base(state, asking, cohort, 0);
}

Result<Preview> preview(const query::Asking& asking, const Definition& definition) {
  query::Bindings bindings;
  const auto sql = TRY(people_statement(asking, bindings, definition));
  const auto rows = TRY(asking.rows(query::Statement{
      fmt::format("SELECT (SELECT count() FROM ({})), (SELECT count() FROM persons FINAL WHERE project_id = "
                  "{} AND NOT is_deleted)",
                  sql, asking.project()),
      bindings.parameters(),
      {}}));
  return Preview{rows.at(0).at(0).to_number<std::int64_t>(), rows.at(0).at(1).to_number<std::int64_t>()};
}

// Some hundred long texts instead of a row for each person: a row of JSON takes ten times the room.
Result<std::vector<Uuid>> people_in(const query::Asking& asking, const query::Bindings& bindings,
                                    const std::string& sql, std::string_view column) {
  const auto rows = TRY(asking.rows(query::Statement{
      fmt::format("SELECT arrayStringConcat(groupArray(hex(person))) FROM (SELECT DISTINCT {} "
                  "AS person FROM ({})) GROUP BY cityHash64(person) % 256",
                  column, sql),
      bindings.parameters(),
      {}}));
  std::vector<Uuid> people;
  for (const auto& row : rows) {
    const std::string_view text = row.at(0).as_string();
    for (std::size_t at = 0; at + 32 <= text.size(); at += 32) {
      auto& person = people.emplace_back();
      for (std::size_t i = 0; i < 16; ++i)
        person.bytes[i] =
            static_cast<std::uint8_t>(hex_value(text[at + 2 * i]) << 4 | hex_value(text[at + 2 * i + 1]));
    }
    if (people.size() > max_people)
      return invalid(fmt::format("A cohort can have {} people. Narrow it.", max_people), "filters");
  }
  std::ranges::sort(people);
  return people;
}

}  // namespace leapfrog::cohorts
