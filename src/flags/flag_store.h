// All SQL of flags and their versions.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "flags/flag_record.h"
#include "storage/meta/database.h"

namespace leapfrog::flags {

// Newest first, without deleted ones.
Result<std::vector<FlagRecord>> list_flags(meta::Connection& connection, ProjectId project);
// Id and version of each, in order of ids.
Result<std::vector<std::pair<std::int64_t, std::int64_t>>> list_current_versions(meta::Connection& connection,
                                                                                 ProjectId project);
// Also a deleted one.
Result<std::optional<FlagRecord>> find_flag(meta::Connection& connection, ProjectId project, std::int64_t id);
Result<std::optional<FlagRecord>> find_flag_by_key(meta::Connection& connection, ProjectId project,
                                                   std::string_view key);
// Sets the id. Also writes the version. Errors: conflict when the key is taken.
Result<> insert_flag(meta::Connection& connection, FlagRecord& flag);
Result<> update_flag(meta::Connection& connection, const FlagRecord& flag);

struct FlagVersion {
  std::int64_t version = 0;
  json::object fields;
  std::optional<UserId> changed_by;
  Instant changed_at;
};
// Newest first.
Result<std::vector<FlagVersion>> list_versions(meta::Connection& connection, std::int64_t flag,
                                               std::int64_t limit, std::int64_t offset);
Result<std::int64_t> count_versions(meta::Connection& connection, std::int64_t flag);
Result<std::optional<FlagVersion>> find_version(meta::Connection& connection, std::int64_t flag,
                                                std::int64_t version);

// Of every flag that there was at `at`, also those deleted by then or since: its id and the version of then.
Result<std::vector<std::pair<std::int64_t, FlagVersion>>> versions_at(meta::Connection& connection,
                                                                      ProjectId project, Instant at);

Result<> set_usage_dashboard(meta::Connection& connection, std::int64_t flag, std::int64_t dashboard,
                             bool is_enriched);
Result<> set_last_called(meta::Connection& connection, std::int64_t flag, Instant at);

// Experience continuity: what each flag hashes these people by, the earliest of them.
using HashKeys = std::vector<std::pair<std::int64_t, std::string>>;
Result<HashKeys> find_hash_keys(meta::Connection& connection, ProjectId project,
                                std::span<const std::string> distinct_ids);
// The same for many people at once, in one statement; no two have a distinct id in common.
Result<std::vector<HashKeys>> find_hash_keys_of_each(meta::Connection& connection, ProjectId project,
                                                     std::span<const std::span<const std::string>> people);
// Those that are there already stay. False when the project has `at_most` of them, and none was added.
Result<bool> add_hash_keys(meta::Connection& connection, ProjectId project, std::string_view distinct_id,
                           std::span<const std::int64_t> flags, std::string_view hash_key,
                           std::int64_t at_most);

Result<> forget_hash_keys(meta::Connection& connection, ProjectId project,
                          std::span<const std::string> distinct_ids);

}  // namespace leapfrog::flags
