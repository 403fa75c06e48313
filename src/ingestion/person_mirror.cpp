#include "ingestion/person_mirror.h"

#include "storage/events/json_column.h"
#include "storage/events/native.h"
#include "storage/events/schema.h"

namespace leapfrog::ingestion {
namespace {

using events::JsonColumn;
using events::NativeBlock;

// What persons and groups share: properties as a JSON column with its residue.
struct PropertiesColumns {
  JsonColumn json;
  std::string residue;
  Result<> add(const std::string& text) {
    const auto value = TRY(parse_json(text, JsonLimits{.depth = 128}));
    if (!value.is_object()) return internal_error("Stored properties are not an object.");
    events::put_string(residue, json.add(value.get_object()));
    return {};
  }
};

Result<> mirror_persons(events::Engine& engine, const std::vector<persons::PersonRow>& rows) {
  if (rows.empty()) return {};
  std::string project, id, created_at, identified, deleted, version;
  PropertiesColumns properties;
  for (const auto& row : rows) {
    events::put_fixed(project, static_cast<std::uint32_t>(row.project));
    events::put_uuid(id, row.id);
    TRY(properties.add(row.properties));
    events::put_instant(created_at, row.created_at);
    events::put_fixed(identified, static_cast<std::uint8_t>(row.is_identified));
    events::put_fixed(deleted, static_cast<std::uint8_t>(row.is_deleted));
    events::put_fixed(version, row.version);
  }
  NativeBlock block(rows.size());
  block.column("project_id", "UInt32", project);
  block.column("id", "UUID", id);
  block.column("properties", events::person_properties_type, properties.json.finish());
  block.column("properties_residue", "String", properties.residue);
  block.column("created_at", "DateTime64(6, 'UTC')", created_at);
  block.column("is_identified", "Bool", identified);
  block.column("is_deleted", "Bool", deleted);
  block.column("version", "UInt64", version);
  TRY(engine.insert(
      "persons",
      "(project_id, id, properties, properties_residue, created_at, is_identified, is_deleted, version)",
      block.finish(), ""));
  return {};
}

Result<> mirror_distinct_ids(events::Engine& engine, const std::vector<persons::DistinctIdRow>& rows) {
  if (rows.empty()) return {};
  std::string project, distinct_id, person, deleted, version;
  for (const auto& row : rows) {
    events::put_fixed(project, static_cast<std::uint32_t>(row.project));
    events::put_string(distinct_id, row.distinct_id);
    events::put_uuid(person, row.person);
    events::put_fixed(deleted, static_cast<std::uint8_t>(row.is_deleted));
    events::put_fixed(version, row.version);
  }
  NativeBlock block(rows.size());
  block.column("project_id", "UInt32", project);
  block.column("distinct_id", "String", distinct_id);
  block.column("person_id", "UUID", person);
  block.column("is_deleted", "Bool", deleted);
  block.column("version", "UInt64", version);
  TRY(engine.insert("person_distinct_ids", "(project_id, distinct_id, person_id, is_deleted, version)",
                    block.finish(), ""));
  return {};
}

Result<> mirror_overrides(events::Engine& engine, const std::vector<persons::OverrideRow>& rows) {
  if (rows.empty()) return {};
  std::string project, old_person, person, version, changed_at;
  const auto now = system_clock().now();
  for (const auto& row : rows) {
    events::put_fixed(project, static_cast<std::uint32_t>(row.project));
    events::put_uuid(old_person, row.old_person);
    events::put_uuid(person, row.person);
    events::put_fixed(version, row.version);
    events::put_instant(changed_at, now);
  }
  NativeBlock block(rows.size());
  block.column("project_id", "UInt32", project);
  block.column("old_person_id", "UUID", old_person);
  block.column("person_id", "UUID", person);
  block.column("version", "UInt64", version);
  block.column("changed_at", "DateTime64(6, 'UTC')", changed_at);
  TRY(engine.insert("person_overrides", "(project_id, old_person_id, person_id, version, changed_at)",
                    block.finish(), ""));
  return {};
}

Result<> mirror_groups(events::Engine& engine, const std::vector<persons::GroupRow>& rows) {
  if (rows.empty()) return {};
  std::string project, type_index, key, created_at, version;
  PropertiesColumns properties;
  for (const auto& row : rows) {
    events::put_fixed(project, static_cast<std::uint32_t>(row.project));
    events::put_fixed(type_index, static_cast<std::uint8_t>(row.type_index));
    events::put_string(key, row.key);
    TRY(properties.add(row.properties));
    events::put_instant(created_at, row.created_at);
    events::put_fixed(version, row.version);
  }
  NativeBlock block(rows.size());
  block.column("project_id", "UInt32", project);
  block.column("type_index", "UInt8", type_index);
  block.column("key", "String", key);
  block.column("properties", events::person_properties_type, properties.json.finish());
  block.column("properties_residue", "String", properties.residue);
  block.column("created_at", "DateTime64(6, 'UTC')", created_at);
  block.column("version", "UInt64", version);
  TRY(engine.insert("groups",
                    "(project_id, type_index, key, properties, properties_residue, created_at, version)",
                    block.finish(), ""));
  return {};
}

}  // namespace

Result<> mirror_changes(events::Engine& engine, const persons::Changes& changes) {
  TRY(mirror_persons(engine, changes.persons));
  TRY(mirror_distinct_ids(engine, changes.distinct_ids));
  TRY(mirror_overrides(engine, changes.overrides));
  return mirror_groups(engine, changes.groups);
}

}  // namespace leapfrog::ingestion
