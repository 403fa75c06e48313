#include "storage/events/schema.h"

#include <fmt/format.h>

namespace leapfrog::events {
namespace {

// What makes an acknowledged insert, and every merge after it, survive power loss: the parts and their
// directories are synced, and merged-away parts stay until the merged one is on disk. Inserts of our size
// stay in compact parts: one data file to sync instead of some hundred.
constexpr std::string_view durable =
    "fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, "
    "min_compressed_bytes_to_fsync_after_merge = 1, old_parts_lifetime = 480, "
    "non_replicated_deduplication_window = 1000";

std::string events_table() {
  std::string groups;
  for (int i = 0; i < 5; ++i) {
    groups += fmt::format(",\n  group{0}_key String CODEC(ZSTD(1)),\n  group{0}_properties {1}", i,
                          group_properties_type);
  }
  return fmt::format(
      R"(CREATE TABLE IF NOT EXISTS events (
  project_id UInt32,
  log_offset UInt64 CODEC(Delta, ZSTD(1)),
  uuid UUID,
  event LowCardinality(String),
  distinct_id String CODEC(ZSTD(1)),
  timestamp DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  received_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  session_id String CODEC(ZSTD(1)),
  elements_chain String CODEC(ZSTD(1)),
  person_id UUID,
  person_mode LowCardinality(String),
  person_created_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  is_test_account Bool,
  properties {},
  properties_residue String CODEC(ZSTD(1)),
  person_properties {},
  person_properties_residue String CODEC(ZSTD(1)){},
  INDEX uuid_index uuid TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX distinct_id_index distinct_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX person_index person_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX log_offset_index log_offset TYPE minmax GRANULARITY 1
) ENGINE = ReplacingMergeTree(received_at)
PARTITION BY multiIf(timestamp < '2000-01-01', 190001, timestamp >= '2100-01-01', 210001, toYYYYMM(timestamp))
ORDER BY (project_id, event, toDate(timestamp), cityHash64(distinct_id), uuid)
SETTINGS {}, min_bytes_for_wide_part = 134217728)",
      properties_type, person_properties_type, groups, durable);
}

std::string versioned_table(std::string_view name, std::string_view columns, std::string_view key) {
  return fmt::format(
      "CREATE TABLE IF NOT EXISTS {} (\n  {},\n  version UInt64\n) ENGINE = "
      "ReplacingMergeTree(version)\nORDER BY ({})\nSETTINGS {}",
      name, columns, key, durable);
}

}  // namespace

const std::vector<EngineMigration>& engine_migrations() {
  static const std::vector<EngineMigration> migrations = {
      {1, events_table()},
      {2, versioned_table(
              "persons",
              fmt::format("project_id UInt32, id UUID, properties {}, properties_residue String, created_at "
                          "DateTime64(6, 'UTC'), is_identified Bool, is_deleted Bool",
                          person_properties_type),
              "project_id, id")},
      {3, versioned_table("person_distinct_ids",
                          "project_id UInt32, distinct_id String, person_id UUID, is_deleted Bool",
                          "project_id, distinct_id")},
      {4, versioned_table("person_overrides", "project_id UInt32, old_person_id UUID, person_id UUID",
                          "project_id, old_person_id")},
      {5, versioned_table("groups",
                          fmt::format("project_id UInt32, type_index UInt8, key String, properties {}, "
                                      "properties_residue String, created_at DateTime64(6, 'UTC')",
                                      person_properties_type),
                          "project_id, type_index, key")},
      // Memberships are replaced as a whole: a new version is written, then the old one's partition dropped.
      {6, fmt::format("CREATE TABLE IF NOT EXISTS cohort_people (\n  project_id UInt32, cohort_id Int64, "
                      "version Int64, person_id UUID\n) ENGINE = MergeTree\nPARTITION BY (cohort_id, version)"
                      "\nORDER BY (project_id, cohort_id, person_id)\nSETTINGS {}",
                      durable)},
      // When the merge was written: an answer made before it may come out differently now.
      {7,
       "ALTER TABLE person_overrides ADD COLUMN IF NOT EXISTS changed_at DateTime64(6, 'UTC') CODEC(Delta, "
       "ZSTD(1))"},
      // Who came into a cohort and who left it at which counting: who was in it at any instant.
      {8, fmt::format("CREATE TABLE IF NOT EXISTS cohort_changes (\n  project_id UInt32, cohort_id Int64, "
                      "person_id UUID, version Int64, is_inside UInt8\n) ENGINE = MergeTree\nORDER BY "
                      "(project_id, cohort_id, person_id, version)\nSETTINGS {}",
                      durable)},
  };
  return migrations;
}

}  // namespace leapfrog::events
