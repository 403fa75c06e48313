// The SQL behind identity resolution: reads of single people, ids and groups, and the write of a sealed
// batch.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "persons/state.h"

namespace leapfrog::persons::store {

// Runs `work` (Connection& → Result of something) in one read transaction and gives what it gave.
template <class Work>
auto read(meta::Database& database, const Work& work) {
  std::invoke_result_t<Work, meta::Connection&> result;
  const auto done = database.read([&](meta::Connection& connection) -> Result<> {
    result = work(connection);
    return result ? Result<>() : Failure(result.error());
  });
  if (!done) result = Failure(done.error());
  return result;
}

Result<IdState> read_id(meta::Connection& connection, ProjectId project, std::string_view distinct_id);
Result<std::optional<PersonState>> read_person(meta::Connection& connection, std::int64_t row);
// The row of the person with this uuid, or of the one it was merged into; 0 when there is none.
Result<std::int64_t> person_row(meta::Connection& connection, ProjectId project, const Uuid& uuid);

struct Member {
  std::string distinct_id;
  std::uint32_t generation = 0;
  std::uint64_t version = 0;
};
Result<std::vector<Member>> read_members(meta::Connection& connection, std::int64_t person_row);
struct FormerName {
  Uuid name;
  std::uint64_t version = 0;
};
Result<std::vector<FormerName>> read_former_names(meta::Connection& connection, std::int64_t person_row);

Result<std::optional<GroupState>> read_group(meta::Connection& connection, ProjectId project, int type_index,
                                             std::string_view key);
// In order of their index.
Result<std::vector<std::string>> read_group_types(meta::Connection& connection, ProjectId project);

// The highest number a person ever had.
Result<std::int64_t> last_person_row(meta::Connection& connection);

// What a sealed batch writes, beside the rows in Changes.
struct PersonWrite {
  std::int64_t row = 0;
  std::string email;  // "" when there is none
  std::string name;
};
struct IdWrite {
  std::int64_t person_row = 0;
  std::uint32_t generation = 0;
  Uuid first_name;  // of generation 0; only set for freed ids
};
struct GroupTypeWrite {
  ProjectId project = 0;
  int type_index = 0;
  std::string name;
};
struct BatchWrites {
  // Parallel to the lists of Changes.
  std::vector<PersonWrite> persons;
  std::vector<IdWrite> distinct_ids;
  std::vector<std::int64_t> override_persons;  // row
  // Of their own.
  std::vector<Uuid> dropped_overrides;
  std::vector<GroupTypeWrite> group_types;
};
Result<> write(meta::Connection& connection, const Changes& changes, const BatchWrites& writes);

Uuid uuid_from(std::int64_t high, std::int64_t low);
inline std::int64_t high_of(const Uuid& uuid) { return static_cast<std::int64_t>(uuid.high()); }
inline std::int64_t low_of(const Uuid& uuid) { return static_cast<std::int64_t>(uuid.low()); }

}  // namespace leapfrog::persons::store
