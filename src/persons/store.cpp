#include "persons/store.h"

#include "persons/stored_properties.h"

namespace leapfrog::persons::store {
namespace {

using meta::Connection;
using meta::Row;
using meta::Value;

Result<PersonState> person_of(const Row& row) {
  PersonState person;
  person.project = row.integer(0);
  person.uuid = uuid_from(row.integer(1), row.integer(2));
  person.created_at = from_micros(row.integer(3));
  person.is_identified = row.integer(4) != 0;
  person.version = static_cast<std::uint64_t>(row.integer(5));
  person.properties = TRY(read_properties(row.view(6)));
  return person;
}

Value text_or_null(const std::string& text) {
  return text.empty() ? Value(nullptr) : Value(std::string_view(text));
}

Result<> read_retired(Connection& connection, const Uuid& first_name, IdState& id) {
  return connection.query("SELECT generation, version FROM retired_ids WHERE name_high = ? AND name_low = ?",
                          {high_of(first_name), low_of(first_name)}, [&](const Row& row) {
                            id.generation = static_cast<std::uint32_t>(row.integer(0));
                            id.version = static_cast<std::uint64_t>(row.integer(1));
                          });
}

Result<> write_person(Connection& connection, const PersonRow& row, const PersonWrite& write) {
  if (row.is_deleted) return connection.execute("DELETE FROM persons WHERE id = ?", {write.row});
  return connection.execute(
      "INSERT INTO persons (id, project_id, uuid_high, uuid_low, created_at, is_identified, version, email, "
      "name, properties) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
      "created_at = excluded.created_at, is_identified = excluded.is_identified, version = excluded.version, "
      "email = excluded.email, name = excluded.name, properties = excluded.properties",
      {write.row, row.project, high_of(row.id), low_of(row.id), to_micros(row.created_at),
       std::int64_t{row.is_identified}, static_cast<std::int64_t>(row.version), text_or_null(write.email),
       text_or_null(write.name), std::string_view(row.properties)});
}

Result<> write_id(Connection& connection, const DistinctIdRow& row, const IdWrite& write) {
  const auto generation = std::int64_t{write.generation};
  const auto version = static_cast<std::int64_t>(row.version);
  if (!row.is_deleted)
    return connection.execute(
        "INSERT INTO distinct_ids (project_id, distinct_id, person_id, generation, version) "
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT (project_id, distinct_id) DO UPDATE SET "
        "person_id = excluded.person_id, generation = excluded.generation, version = excluded.version",
        {row.project, std::string_view(row.distinct_id), write.person_row, generation, version});
  TRY(connection.execute("DELETE FROM distinct_ids WHERE project_id = ? AND distinct_id = ?",
                         {row.project, std::string_view(row.distinct_id)}));
  return connection.execute(
      "INSERT INTO retired_ids (name_high, name_low, project_id, generation, version) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (name_high, name_low) DO UPDATE SET generation = excluded.generation, "
      "version = excluded.version",
      {high_of(write.first_name), low_of(write.first_name), row.project, generation, version});
}

Result<> write_override(Connection& connection, const OverrideRow& row, std::int64_t person_row) {
  return connection.execute(
      "INSERT INTO person_overrides (old_high, old_low, project_id, person_id, version) "
      "VALUES (?, ?, ?, ?, ?) ON CONFLICT (old_high, old_low) DO UPDATE SET "
      "person_id = excluded.person_id, version = excluded.version",
      {high_of(row.old_person), low_of(row.old_person), row.project, person_row,
       static_cast<std::int64_t>(row.version)});
}

Result<> write_group(Connection& connection, const GroupRow& row) {
  return connection.execute(
      "INSERT INTO groups (project_id, type_index, group_key, created_at, version, properties) "
      "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (project_id, type_index, group_key) DO UPDATE SET "
      "created_at = excluded.created_at, version = excluded.version, properties = excluded.properties",
      {row.project, std::int64_t{row.type_index}, std::string_view(row.key), to_micros(row.created_at),
       static_cast<std::int64_t>(row.version), std::string_view(row.properties)});
}

}  // namespace

Uuid uuid_from(std::int64_t high, std::int64_t low) {
  Uuid uuid;
  const std::uint64_t halves[] = {static_cast<std::uint64_t>(high), static_cast<std::uint64_t>(low)};
  for (std::size_t i = 0; i < uuid.bytes.size(); ++i)
    uuid.bytes[i] = static_cast<std::uint8_t>(halves[i / 8] >> (56 - 8 * (i % 8)));
  return uuid;
}

Result<IdState> read_id(Connection& connection, ProjectId project, std::string_view distinct_id) {
  IdState id;
  TRY(connection.query(
      "SELECT person_id, generation, version FROM distinct_ids WHERE project_id = ? AND distinct_id = ?",
      {project, distinct_id}, [&](const Row& row) {
        id.person_row = row.integer(0);
        id.generation = static_cast<std::uint32_t>(row.integer(1));
        id.version = static_cast<std::uint64_t>(row.integer(2));
      }));
  id.name = name_of(project, distinct_id, 0);
  if (id.person_row == 0) TRY(read_retired(connection, id.name, id));
  if (id.generation != 0) id.name = name_of(project, distinct_id, id.generation);
  return id;
}

Result<std::optional<PersonState>> read_person(Connection& connection, std::int64_t row_number) {
  std::optional<Result<PersonState>> found;
  TRY(connection.query(
      "SELECT project_id, uuid_high, uuid_low, created_at, is_identified, version, properties FROM persons "
      "WHERE id = ?",
      {row_number}, [&](const Row& row) { found = person_of(row); }));
  if (!found) return std::nullopt;
  return TRY(*std::move(found));
}

Result<std::int64_t> person_row(Connection& connection, ProjectId project, const Uuid& uuid) {
  std::int64_t found = 0;
  const auto take = [&](const Row& row) { found = row.integer(0); };
  TRY(connection.query("SELECT id FROM persons WHERE uuid_high = ? AND uuid_low = ? AND project_id = ?",
                       {high_of(uuid), low_of(uuid), project}, take));
  if (found == 0)
    TRY(connection.query(
        "SELECT person_id FROM person_overrides WHERE old_high = ? AND old_low = ? AND project_id = ?",
        {high_of(uuid), low_of(uuid), project}, take));
  return found;
}

Result<std::vector<Member>> read_members(Connection& connection, std::int64_t person_row) {
  std::vector<Member> members;
  TRY(connection.query(
      "SELECT distinct_id, generation, version FROM distinct_ids WHERE person_id = ? ORDER BY distinct_id",
      {person_row}, [&](const Row& row) {
        members.push_back({row.text(0), static_cast<std::uint32_t>(row.integer(1)),
                           static_cast<std::uint64_t>(row.integer(2))});
      }));
  return members;
}

Result<std::vector<FormerName>> read_former_names(Connection& connection, std::int64_t person_row) {
  std::vector<FormerName> names;
  TRY(
      connection.query("SELECT old_high, old_low, version FROM person_overrides WHERE person_id = ? ORDER BY "
                       "old_high, old_low",
                       {person_row}, [&](const Row& row) {
                         names.push_back({uuid_from(row.integer(0), row.integer(1)),
                                          static_cast<std::uint64_t>(row.integer(2))});
                       }));
  return names;
}

Result<std::optional<GroupState>> read_group(Connection& connection, ProjectId project, int type_index,
                                             std::string_view key) {
  std::optional<GroupState> group;
  Result<Properties> properties;
  TRY(connection.query(
      "SELECT created_at, version, properties FROM groups WHERE project_id = ? AND type_index = ? AND "
      "group_key = ?",
      {project, std::int64_t{type_index}, key}, [&](const Row& row) {
        group = GroupState{nullptr, from_micros(row.integer(0)), static_cast<std::uint64_t>(row.integer(1))};
        properties = read_properties(row.view(2));
      }));
  if (group) group->properties = TRY(std::move(properties));
  return group;
}

Result<std::vector<std::string>> read_group_types(Connection& connection, ProjectId project) {
  std::vector<std::string> names;
  TRY(connection.query("SELECT name FROM group_types WHERE project_id = ? ORDER BY type_index", {project},
                       [&](const Row& row) { names.push_back(row.text(0)); }));
  return names;
}

Result<std::int64_t> last_person_row(Connection& connection) {
  std::int64_t last = 0;
  TRY(connection.query("SELECT seq FROM sqlite_sequence WHERE name = 'persons'", {},
                       [&](const Row& row) { last = row.integer(0); }));
  return last;
}

Result<> write(Connection& connection, const Changes& changes, const BatchWrites& writes) {
  for (std::size_t i = 0; i < changes.persons.size(); ++i)
    TRY(write_person(connection, changes.persons[i], writes.persons[i]));
  for (std::size_t i = 0; i < changes.distinct_ids.size(); ++i)
    TRY(write_id(connection, changes.distinct_ids[i], writes.distinct_ids[i]));
  for (std::size_t i = 0; i < changes.overrides.size(); ++i)
    TRY(write_override(connection, changes.overrides[i], writes.override_persons[i]));
  for (const auto& name : writes.dropped_overrides)
    TRY(connection.execute("DELETE FROM person_overrides WHERE old_high = ? AND old_low = ?",
                           {high_of(name), low_of(name)}));
  for (const auto& type : writes.group_types)
    TRY(connection.execute("INSERT INTO group_types (project_id, type_index, name) VALUES (?, ?, ?)",
                           {type.project, std::int64_t{type.type_index}, std::string_view(type.name)}));
  for (const auto& group : changes.groups) TRY(write_group(connection, group));
  return {};
}

}  // namespace leapfrog::persons::store
