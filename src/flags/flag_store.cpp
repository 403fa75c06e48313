#include "flags/flag_store.h"

#include <algorithm>
#include <unordered_map>

#include "storage/meta/rows.h"

namespace leapfrog::flags {
namespace {

constexpr std::string_view columns =
    "id, project_id, version, fields, created_by, created_at, updated_by, updated_at, last_called_at, "
    "(SELECT dashboard_id FROM feature_flag_dashboards WHERE flag_id = feature_flags.id), "
    "(SELECT is_enriched FROM feature_flag_dashboards WHERE flag_id = feature_flags.id)";

meta::Value value_of(const std::optional<std::int64_t>& number) {
  return number ? meta::Value(*number) : meta::Value(nullptr);
}

std::optional<std::int64_t> optional_integer(const meta::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
}

// What is stored was checked when it was written.
json::object object_in(const meta::Row& row, int column) {
  auto value = parse_json(row.view(column));
  CHECK(value.has_value() && value->is_object());
  return std::move(value->get_object());
}

// Flags that were written before a field was thought of have its default.
json::object fields_in(const meta::Row& row, int column) {
  auto fields = object_in(row, column);
  for (const auto& [field, value] : default_fields()) {
    if (!fields.contains(field)) fields[field] = value;
  }
  return fields;
}

FlagRecord read_flag(const meta::Row& row) {
  FlagRecord flag;
  flag.id = row.integer(0);
  flag.project = row.integer(1);
  flag.version = row.integer(2);
  flag.fields = fields_in(row, 3);
  flag.created_by = optional_integer(row, 4);
  flag.created_at = from_micros(row.integer(5));
  flag.updated_by = optional_integer(row, 6);
  flag.updated_at = from_micros(row.integer(7));
  if (!row.is_null(8)) flag.last_called_at = from_micros(row.integer(8));
  flag.usage_dashboard = optional_integer(row, 9);
  flag.usage_is_enriched = optional_integer(row, 10).value_or(0) != 0;
  return flag;
}

FlagVersion read_version(const meta::Row& row) {
  return {row.integer(0), fields_in(row, 1), optional_integer(row, 2), from_micros(row.integer(3))};
}

struct KeptKey {
  std::int64_t id = 0;  // in the order in which they were kept
  std::int64_t flag = 0;
  std::string key;
};

// Of each flag.
HashKeys earliest(std::vector<KeptKey> rows) {
  std::ranges::sort(rows, {}, &KeptKey::id);
  HashKeys keys;
  for (auto& row : rows) {
    if (std::ranges::find(keys, row.flag, &HashKeys::value_type::first) == keys.end())
      keys.emplace_back(row.flag, std::move(row.key));
  }
  return keys;
}

Result<> insert_version(meta::Connection& connection, const FlagRecord& flag) {
  return connection.execute(
      "INSERT INTO feature_flag_versions (flag_id, version, fields, changed_by, changed_at) VALUES (?, ?, ?, "
      "?, ?)",
      {flag.id, flag.version, to_text(flag.fields), value_of(flag.updated_by), to_micros(flag.updated_at)});
}

}  // namespace

Result<std::vector<FlagRecord>> list_flags(meta::Connection& connection, ProjectId project) {
  return meta::find_all(connection,
                        "SELECT " + std::string(columns) +
                            " FROM feature_flags WHERE project_id = ? AND deleted = 0 ORDER BY id DESC",
                        {project}, read_flag);
}

Result<std::vector<std::pair<std::int64_t, std::int64_t>>> list_current_versions(meta::Connection& connection,
                                                                                 ProjectId project) {
  return meta::find_all(
      connection, "SELECT id, version FROM feature_flags WHERE project_id = ? AND deleted = 0 ORDER BY id",
      {project}, [](const meta::Row& row) { return std::pair(row.integer(0), row.integer(1)); });
}

Result<std::optional<FlagRecord>> find_flag(meta::Connection& connection, ProjectId project,
                                            std::int64_t id) {
  return meta::find_one(
      connection, "SELECT " + std::string(columns) + " FROM feature_flags WHERE id = ? AND project_id = ?",
      {id, project}, read_flag);
}

Result<std::optional<FlagRecord>> find_flag_by_key(meta::Connection& connection, ProjectId project,
                                                   std::string_view key) {
  return meta::find_one(connection,
                        "SELECT " + std::string(columns) +
                            " FROM feature_flags WHERE project_id = ? AND key = ? AND deleted = 0",
                        {project, key}, read_flag);
}

Result<> insert_flag(meta::Connection& connection, FlagRecord& flag) {
  TRY(connection.execute(
      "INSERT INTO feature_flags (project_id, key, deleted, version, fields, created_by, created_at, "
      "updated_by, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {flag.project, flag.key(), std::int64_t{flag.is("deleted")}, flag.version, to_text(flag.fields),
       value_of(flag.created_by), to_micros(flag.created_at), value_of(flag.updated_by),
       to_micros(flag.updated_at)}));
  flag.id = connection.last_insert_id();
  return insert_version(connection, flag);
}

Result<> update_flag(meta::Connection& connection, const FlagRecord& flag) {
  TRY(
      connection.execute("UPDATE feature_flags SET key = ?, deleted = ?, version = ?, fields = ?, updated_by "
                         "= ?, updated_at = ? "
                         "WHERE id = ?",
                         {flag.key(), std::int64_t{flag.is("deleted")}, flag.version, to_text(flag.fields),
                          value_of(flag.updated_by), to_micros(flag.updated_at), flag.id}));
  return insert_version(connection, flag);
}

Result<std::vector<FlagVersion>> list_versions(meta::Connection& connection, std::int64_t flag,
                                               std::int64_t limit, std::int64_t offset) {
  return meta::find_all(connection,
                        "SELECT version, fields, changed_by, changed_at FROM feature_flag_versions WHERE "
                        "flag_id = ? ORDER BY version DESC LIMIT ? OFFSET ?",
                        {flag, limit, offset}, read_version);
}

Result<std::int64_t> count_versions(meta::Connection& connection, std::int64_t flag) {
  return meta::find_number(connection, "SELECT count(*) FROM feature_flag_versions WHERE flag_id = ?",
                           {flag});
}

Result<std::optional<FlagVersion>> find_version(meta::Connection& connection, std::int64_t flag,
                                                std::int64_t version) {
  return meta::find_one(connection,
                        "SELECT version, fields, changed_by, changed_at FROM feature_flag_versions WHERE "
                        "flag_id = ? AND version = ?",
                        {flag, version}, read_version);
}

Result<std::vector<std::pair<std::int64_t, FlagVersion>>> versions_at(meta::Connection& connection,
                                                                      ProjectId project, Instant at) {
  return meta::find_all(
      connection,
      "SELECT v.version, v.fields, v.changed_by, v.changed_at, v.flag_id FROM feature_flags AS f JOIN "
      "feature_flag_versions AS v ON v.flag_id = f.id WHERE f.project_id = ?1 AND v.version = (SELECT "
      "max(version) FROM feature_flag_versions WHERE flag_id = f.id AND changed_at <= ?2) ORDER BY f.id",
      {project, to_micros(at)},
      [](const meta::Row& row) { return std::pair(row.integer(4), read_version(row)); });
}

Result<> set_usage_dashboard(meta::Connection& connection, std::int64_t flag, std::int64_t dashboard,
                             bool is_enriched) {
  return connection.execute(
      "INSERT INTO feature_flag_dashboards (flag_id, dashboard_id, is_enriched) VALUES (?, ?, ?) ON CONFLICT "
      "(flag_id) DO UPDATE SET dashboard_id = excluded.dashboard_id, is_enriched = excluded.is_enriched",
      {flag, dashboard, std::int64_t{is_enriched}});
}

Result<> set_last_called(meta::Connection& connection, std::int64_t flag, Instant at) {
  return connection.execute("UPDATE feature_flags SET last_called_at = ? WHERE id = ?",
                            {to_micros(at), flag});
}

Result<HashKeys> find_hash_keys(meta::Connection& connection, ProjectId project,
                                std::span<const std::string> distinct_ids) {
  std::vector<KeptKey> rows;
  for (const auto& distinct_id : distinct_ids) {
    TRY(connection.query(
        "SELECT id, flag_id, hash_key FROM feature_flag_hash_keys WHERE project_id = ? AND distinct_id = ?",
        {project, std::string_view(distinct_id)}, [&](const meta::Row& row) {
          rows.push_back({row.integer(0), row.integer(1), row.text(2)});
        }));
  }
  return earliest(std::move(rows));
}

Result<std::vector<HashKeys>> find_hash_keys_of_each(meta::Connection& connection, ProjectId project,
                                                     std::span<const std::span<const std::string>> people) {
  std::unordered_map<std::string_view, std::size_t> owners;
  json::array ids;
  for (std::size_t i = 0; i < people.size(); ++i) {
    for (const auto& distinct_id : people[i]) {
      owners.emplace(distinct_id, i);
      ids.emplace_back(distinct_id);
    }
  }
  const auto list = json::serialize(ids);
  std::vector<std::vector<KeptKey>> rows(people.size());
  TRY(connection.query(
      "SELECT id, flag_id, hash_key, distinct_id FROM feature_flag_hash_keys WHERE project_id = ? AND "
      "distinct_id IN (SELECT value FROM json_each(?))",
      {project, std::string_view(list)}, [&](const meta::Row& row) {
        if (const auto owner = owners.find(row.view(3)); owner != owners.end())
          rows[owner->second].push_back({row.integer(0), row.integer(1), row.text(2)});
      }));
  std::vector<HashKeys> keys;
  keys.reserve(rows.size());
  for (auto& each : rows) keys.push_back(earliest(std::move(each)));
  return keys;
}

Result<bool> add_hash_keys(meta::Connection& connection, ProjectId project, std::string_view distinct_id,
                           std::span<const std::int64_t> flags, std::string_view hash_key,
                           std::int64_t at_most) {
  const auto count =
      TRY(meta::find_number(connection,
                            "SELECT coalesce(max(rows), 0) FROM feature_flag_hash_key_counts WHERE "
                            "project_id = ?",
                            {project}));
  if (count >= at_most) return false;
  for (const auto flag : flags) {
    TRY(connection.execute(
        "INSERT INTO feature_flag_hash_keys (project_id, distinct_id, flag_id, hash_key) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        {project, distinct_id, flag, hash_key}));
  }
  return true;
}

Result<> forget_hash_keys(meta::Connection& connection, ProjectId project,
                          std::span<const std::string> distinct_ids) {
  for (const auto& distinct_id : distinct_ids)
    TRY(connection.execute("DELETE FROM feature_flag_hash_keys WHERE project_id = ? AND distinct_id = ?",
                           {project, std::string_view(distinct_id)}));
  return {};
}

}  // namespace leapfrog::flags
