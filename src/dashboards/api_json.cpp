#include "dashboards/api_json.h"

#include "dashboards/request_body.h"

namespace leapfrog::dashboards {
namespace {

json::value or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}
json::value or_null(const std::optional<std::int64_t>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}
json::value or_null(const std::optional<Instant>& instant) {
  return instant ? json::value(format_iso(*instant)) : json::value(nullptr);
}

// Everybody in a project may edit what is kept in it; PostHog has finer levels.
constexpr int everybody_can_edit = 21;
constexpr int edit_privilege = 37;

}  // namespace

Result<json::value> People::json(std::optional<UserId> id) {
  if (!id) return nullptr;
  if (const auto known = known_.find(*id); known != known_.end()) return known->second;
  auto user = accounts::user_json(TRY(accounts_.user(*id)));
  return known_.emplace(*id, std::move(user)).first->second;
}

Result<json::object> insight_json(const Insight& insight, People& people) {
  json::object out;
  out["id"] = insight.id;
  out["short_id"] = insight.short_id;
  out["name"] = or_null(insight.name);
  out["derived_name"] = or_null(insight.derived_name);
  out["description"] = insight.description;
  out["query"] = insight.query ? stored_json(*insight.query) : json::value(nullptr);
  out["filters"] = json::object();
  out["order"] = nullptr;
  out["deleted"] = insight.deleted;
  out["dashboards"] = json::array(insight.dashboards.begin(), insight.dashboards.end());
  json::array tiles;
  for (const auto dashboard : insight.dashboards) tiles.push_back(json::object{{"dashboard_id", dashboard}});
  out["dashboard_tiles"] = std::move(tiles);
  out["tags"] = stored_json(insight.tags);
  out["favorited"] = insight.favorited;
  out["saved"] = insight.saved;
  // The query endpoint computes; a saved insight is its question.
  out["result"] = nullptr;
  out["columns"] = nullptr;
  out["hasMore"] = nullptr;
  out["hogql"] = nullptr;
  out["query_status"] = nullptr;
  out["is_cached"] = false;
  out["last_refresh"] = nullptr;
  out["cache_target_age"] = nullptr;
  out["next_allowed_client_refresh"] = nullptr;
  out["timezone"] = nullptr;
  out["alerts"] = json::array();
  out["created_at"] = format_iso(insight.created_at);
  out["created_by"] = TRY(people.json(insight.created_by));
  out["updated_at"] = format_iso(insight.last_modified_at);
  out["last_modified_at"] = format_iso(insight.last_modified_at);
  out["last_modified_by"] = TRY(people.json(insight.last_modified_by));
  out["last_viewed_at"] = or_null(insight.last_viewed_at);
  out["user_access_level"] = "editor";
  out["effective_restriction_level"] = everybody_can_edit;
  out["effective_privilege_level"] = edit_privilege;
  return out;
}

Result<json::object> tile_json(const Tile& tile, People& people) {
  json::object out;
  out["id"] = tile.id;
  out["layouts"] = stored_json(tile.layouts);
  out["color"] = or_null(tile.color);
  out["filters_overrides"] = stored_json(tile.filters_overrides);
  out["order"] = tile.id;
  out["is_cached"] = false;
  out["last_refresh"] = nullptr;
  out["text"] = tile.body ? json::value(json::object{{"body", *tile.body}}) : json::value(nullptr);
  out["insight"] =
      tile.insight ? json::value(TRY(insight_json(*tile.insight, people))) : json::value(nullptr);
  return out;
}

Result<json::object> dashboard_json(const Dashboard& dashboard, People& people) {
  json::object out;
  out["id"] = dashboard.id;
  out["name"] = dashboard.name;
  out["description"] = dashboard.description;
  out["pinned"] = dashboard.pinned;
  out["filters"] = stored_json(dashboard.filters);
  out["persisted_filters"] = out["filters"];
  out["variables"] = stored_json(dashboard.variables);
  out["persisted_variables"] = out["variables"];
  out["breakdown_colors"] = json::array();
  out["data_color_theme_id"] = nullptr;
  out["tags"] = stored_json(dashboard.tags);
  out["creation_mode"] = dashboard.creation_mode;
  out["deleted"] = dashboard.deleted;
  out["is_shared"] = false;
  out["restriction_level"] = everybody_can_edit;
  out["effective_restriction_level"] = everybody_can_edit;
  out["effective_privilege_level"] = edit_privilege;
  out["user_access_level"] = "editor";
  out["access_control_version"] = "v1";
  out["created_at"] = format_iso(dashboard.created_at);
  out["created_by"] = TRY(people.json(dashboard.created_by));
  out["last_accessed_at"] = or_null(dashboard.last_accessed_at);
  out["last_modified_at"] = format_iso(dashboard.last_modified_at);
  out["last_refresh"] = nullptr;
  return out;
}

Result<json::object> annotation_json(const Annotation& annotation, People& people) {
  json::object out;
  out["id"] = annotation.id;
  out["content"] = annotation.content;
  out["date_marker"] = format_iso(annotation.date_marker);
  out["scope"] = annotation.scope;
  out["creation_type"] = annotation.creation_type;
  out["dashboard_item"] = or_null(annotation.dashboard_item);
  out["dashboard_id"] = or_null(annotation.dashboard_id);
  out["dashboard_name"] = nullptr;
  out["insight_short_id"] = nullptr;
  out["insight_name"] = nullptr;
  out["deleted"] = annotation.deleted;
  out["created_at"] = format_iso(annotation.created_at);
  out["created_by"] = TRY(people.json(annotation.created_by));
  out["updated_at"] = format_iso(annotation.updated_at);
  return out;
}

}  // namespace leapfrog::dashboards
