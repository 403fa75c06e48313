#include "accounts/activity.h"

#include <fmt/format.h>

#include "accounts/optional_values.h"
#include "accounts/user_store.h"
#include "base/uuid.h"
#include "storage/meta/rows.h"

namespace leapfrog::accounts {
namespace {

constexpr std::size_t max_value_bytes = 16 << 10;  // of one side of one change

// A huge value (a long query, a cohort) would make the log larger than what it describes.
json::value shortened(const json::value& value) {
  const auto size = json::serialize(value).size();
  if (size <= max_value_bytes) return value;
  return json::value(fmt::format("({} bytes)", size));
}

json::value change_json(std::string_view scope, const Change& change) {
  json::object out;
  out["type"] = scope;
  out["action"] = change.before.is_null() ? "created" : change.after.is_null() ? "deleted" : "changed";
  out["field"] = change.field;
  out["before"] = shortened(change.before);
  out["after"] = shortened(change.after);
  return out;
}

// The parameters view the filter.
std::pair<std::string, std::vector<meta::Value>> condition(const ActivityFilter& filter) {
  std::string sql = filter.project ? "a.project_id = ?" : "a.organization_id = ?";
  std::vector<meta::Value> parameters;
  if (filter.project) {
    parameters.emplace_back(*filter.project);
  } else {
    parameters.emplace_back(std::string_view(filter.organization_id));
  }
  const auto also = [&](std::string_view column, std::string_view value) {
    if (value.empty()) return;
    sql += fmt::format(" AND a.{} = ?", column);
    parameters.emplace_back(value);
  };
  also("scope", filter.scope);
  also("item_id", filter.item_id);
  return {std::move(sql), std::move(parameters)};
}

ActivityEntry read_entry(const meta::Row& row) {
  ActivityEntry out;
  if (!row.is_null(0)) out.user = read_user(row);
  out.id = row.text(5);
  out.place.organization_id = row.text(6);
  out.place.project = optional_integer(row, 7);
  out.place.user = optional_integer(row, 8);
  out.scope = row.text(9);
  out.item_id = row.text(10);
  out.activity = row.text(11);
  out.detail = row.text(12);
  out.created_at = from_micros(row.integer(13));
  return out;
}

}  // namespace

std::vector<Change> changes_between(const json::object& before, const json::object& after) {
  const auto value_in = [](const json::object& object, std::string_view key) -> json::value {
    const auto* value = object.if_contains(key);
    return value == nullptr ? json::value(nullptr) : *value;
  };
  std::vector<Change> changes;
  for (const auto& [key, value] : before) {
    auto now = value_in(after, key);
    if (value != now) changes.push_back({key, value, std::move(now)});
  }
  for (const auto& [key, value] : after) {
    if (!before.contains(key) && !value.is_null()) changes.push_back({key, nullptr, value});
  }
  return changes;
}

Result<> record_activity_at(meta::Connection& connection, const ActivityPlace& place,
                            const Activity& activity) {
  json::object detail;
  detail["name"] = activity.name;
  json::array changes;
  for (const auto& change : activity.changes) changes.push_back(change_json(activity.scope, change));
  detail["changes"] = std::move(changes);
  const meta::Value organization = place.organization_id.empty()
                                       ? meta::Value(nullptr)
                                       : meta::Value(std::string_view(place.organization_id));
  return connection.execute(
      "INSERT INTO activity_log (uuid, organization_id, project_id, user_id, scope, "
      "item_id, activity, detail, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {Uuid::at(activity.at).text(), organization, value_of(place.project), value_of(place.user),
       activity.scope, activity.item_id, activity.activity, json::serialize(detail), to_micros(activity.at)});
}

Result<> record_activity(meta::Connection& connection, const ProjectAccess& access,
                         const Activity& activity) {
  return record_activity_at(connection, {access.project().organization_id, access.id(), access.user_id()},
                            activity);
}

Result<std::vector<ActivityEntry>> list_activity(meta::Connection& connection, const ActivityFilter& filter,
                                                 http::Page page) {
  auto [where, parameters] = condition(filter);
  parameters.emplace_back(page.limit);
  parameters.emplace_back(page.offset);
  return meta::find_all(connection,
                        fmt::format("SELECT {}, a.uuid, a.organization_id, a.project_id, a.user_id, a.scope, "
                                    "a.item_id, a.activity, a.detail, a.created_at FROM activity_log a LEFT "
                                    "JOIN users u ON u.id = a.user_id WHERE {} ORDER BY a.id DESC LIMIT ? "
                                    "OFFSET ?",
                                    user_columns, where),
                        parameters, read_entry);
}

Result<std::int64_t> count_activity(meta::Connection& connection, const ActivityFilter& filter) {
  const auto [where, parameters] = condition(filter);
  return meta::find_number(connection, fmt::format("SELECT count(*) FROM activity_log a WHERE {}", where),
                           parameters);
}

}  // namespace leapfrog::accounts
