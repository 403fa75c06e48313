// Many people at once, by what they are called: for lists that people bring along.
#include "persons/person_reads.h"
#include "persons/store.h"
#include "storage/meta/rows.h"

namespace leapfrog::persons {
namespace {

using meta::Connection;
using meta::Row;

std::int64_t high_of(const Uuid& uuid) { return static_cast<std::int64_t>(uuid.high()); }
std::int64_t low_of(const Uuid& uuid) { return static_cast<std::int64_t>(uuid.low()); }

Uuid uuid_in(const Row& row) { return store::uuid_from(row.integer(0), row.integer(1)); }

// The people that `sql` finds for each of the names.
Result<std::vector<Uuid>> each(Connection& connection, std::string_view sql, ProjectId project,
                               std::span<const std::string> names) {
  std::vector<Uuid> people;
  for (const auto& name : names)
    TRY(connection.query(sql, {project, std::string_view(name)},
                         [&](const Row& row) { people.push_back(uuid_in(row)); }));
  return people;
}

}  // namespace

Result<std::vector<Uuid>> living_people(Connection& connection, ProjectId project,
                                        std::span<const Uuid> names) {
  std::vector<Uuid> people;
  for (const auto& name : names) {
    TRY(connection.query(
        "SELECT uuid_high, uuid_low FROM persons WHERE uuid_high = ? AND uuid_low = ? AND project_id = ? "
        "UNION ALL SELECT p.uuid_high, p.uuid_low FROM person_overrides o JOIN persons p ON p.id = "
        "o.person_id WHERE o.old_high = ? AND o.old_low = ? AND p.project_id = ?",
        {high_of(name), low_of(name), project, high_of(name), low_of(name), project},
        [&](const Row& row) { people.push_back(uuid_in(row)); }));
  }
  return people;
}

Result<std::vector<Uuid>> people_of_distinct_ids(Connection& connection, ProjectId project,
                                                 std::span<const std::string> distinct_ids) {
  return each(connection,
              "SELECT p.uuid_high, p.uuid_low FROM distinct_ids d JOIN persons p ON p.id = d.person_id "
              "WHERE d.project_id = ? AND d.distinct_id = ?",
              project, distinct_ids);
}

Result<std::vector<Uuid>> people_of_emails(Connection& connection, ProjectId project,
                                           std::span<const std::string> emails) {
  return each(connection, "SELECT uuid_high, uuid_low FROM persons WHERE project_id = ? AND email = lower(?)",
              project, emails);
}

Result<std::vector<Uuid>> earlier_names(Connection& connection, const Uuid& person) {
  return meta::find_all(
      connection,
      "SELECT o.old_high, o.old_low FROM person_overrides o JOIN persons p ON p.id = o.person_id "
      "WHERE p.uuid_high = ? AND p.uuid_low = ?",
      {high_of(person), low_of(person)}, uuid_in);
}

}  // namespace leapfrog::persons
