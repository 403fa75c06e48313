// /dashboards/: insights and texts side by side.
#include <fmt/format.h>

#include <algorithm>

#include "dashboards/api_json.h"
#include "dashboards/dashboards.h"
#include "dashboards/insight_results.h"
#include "dashboards/overriding.h"
#include "dashboards/request_body.h"
#include "dashboards/resource.h"

namespace leapfrog::dashboards {
namespace {

using accounts::ProjectAccess;
using http::Method;
using http::Request;
using http::Response;

constexpr std::size_t max_tiles = 200;

json::object logged(const Dashboard& dashboard) {
  return {{"name", dashboard.name},
          {"description", dashboard.description},
          {"pinned", dashboard.pinned},
          {"filters", stored_json(dashboard.filters)},
          {"variables", stored_json(dashboard.variables)},
          {"tags", stored_json(dashboard.tags)},
          {"deleted", dashboard.deleted}};
}

Result<Dashboard> apply_body(Dashboard dashboard, const json::object& body) {
  if (auto name = TRY(optional_text(body, "name", max_name_characters))) dashboard.name = *std::move(name);
  if (auto text = TRY(optional_text(body, "description", max_text_characters)))
    dashboard.description = *std::move(text);
  if (auto filters = TRY(optional_object(body, "filters", "{}"))) dashboard.filters = *std::move(filters);
  if (auto variables = TRY(optional_object(body, "variables", "{}")))
    dashboard.variables = *std::move(variables);
  if (auto tags = TRY(optional_tags(body))) dashboard.tags = *std::move(tags);
  dashboard.pinned = TRY(optional_bool(body, "pinned")).value_or(dashboard.pinned);
  dashboard.deleted = TRY(optional_bool(body, "deleted")).value_or(dashboard.deleted);
  return dashboard;
}

// What a tile's object in a body says about it. {"text": {"body": …}} makes it a text.
Result<Tile> apply_tile(Tile tile, const json::object& body) {
  if (auto layouts = TRY(optional_object(body, "layouts", "{}"))) tile.layouts = *std::move(layouts);
  if (auto overrides = TRY(optional_object(body, "filters_overrides", "{}")))
    tile.filters_overrides = *std::move(overrides);
  if (body.contains("color")) {
    auto color = TRY(optional_text(body, "color", 40)).value_or("");
    tile.color = color.empty() ? std::nullopt : std::optional(std::move(color));
  }
  tile.deleted = TRY(optional_bool(body, "deleted")).value_or(tile.deleted);
  const auto* text = body.if_contains("text");
  if (text != nullptr && text->is_object() && !tile.insight_id)
    tile.body = TRY(optional_text(text->get_object(), "body", max_text_characters)).value_or("");
  return tile;
}

// Known tiles change; texts without an id are new.
Result<> apply_tiles(meta::Connection& connection, std::int64_t dashboard, const json::value& list) {
  if (!list.is_array() || list.get_array().size() > max_tiles)
    return invalid(fmt::format("Expected a list of at most {} tiles.", max_tiles), "tiles");
  for (const auto& item : list.get_array()) {
    if (!item.is_object()) return invalid("Every tile is an object.", "tiles");
    const auto& body = item.get_object();
    if (const auto id = TRY(optional_int(body, "id"))) {
      const auto tile = TRY(find_tile(connection, dashboard, *id));
      if (!tile) return invalid(fmt::format("There is no tile {} on this dashboard.", *id), "tiles");
      TRY(update_tile(connection, TRY(apply_tile(*tile, body))));
      continue;
    }
    Tile made;
    made.dashboard = dashboard;
    made = TRY(apply_tile(std::move(made), body));
    if (!made.body) return invalid("A new tile needs a text; insights name their dashboards.", "tiles");
    TRY(insert_tile(connection, made));
  }
  return {};
}

struct Loaded {
  Dashboard dashboard;
  std::vector<Tile> tiles;
};

class DashboardsApi {
 public:
  explicit DashboardsApi(const Context& context) : context_(context) {}

  Result<Response> list(const ProjectAccess& access, const Request& request) const {
    const auto page = TRY(http::parse_page(request));
    const DashboardFilter filter{std::string(request.query.get("search")),
                                 std::string(request.query.get("tag")),
                                 flag_parameter(request, "pinned").value_or(false)};
    const auto found = TRY(meta::in_read(context_.database, [&](meta::Connection& connection) {
      return list_dashboards(connection, access.id(), filter, page);
    }));
    People people(context_.accounts);
    json::array results;
    for (const auto& dashboard : found.dashboards) results.push_back(TRY(dashboard_json(dashboard, people)));
    return Response::json(http::page_json(request, page, found.count, std::move(results)));
  }

  Result<Response> get(const ProjectAccess& access, const Request& request) const {
    const auto loaded =
        TRY(meta::in_write(context_.database, [&](meta::Connection& connection) -> Result<Loaded> {
          auto found = TRY(load(connection, access, request.param("id")));
          if (found.dashboard.deleted) return not_found();
          TRY(mark_accessed(connection, found.dashboard.id, context_.clock.now()));
          return found;
        }));
    return answer(access, loaded, TRY(overrides_of(request, &loaded.dashboard)), TRY(refresh_of(request)),
                  200);
  }

  // {"use_dashboard": id} copies another one; its insights are copied too with "duplicate_tiles".
  Result<Response> create(const ProjectAccess& access, const Request& request) const {
    const auto body = TRY(body_object(request));
    Dashboard made;
    made.created_at = made.last_modified_at = context_.clock.now();
    made.created_by = access.user_id();
    const auto original = TRY(optional_int(body, "use_dashboard"));
    const bool copy_insights = TRY(optional_bool(body, "duplicate_tiles")).value_or(false);
    const auto loaded =
        TRY(meta::in_write(context_.database, [&](meta::Connection& connection) -> Result<Loaded> {
          std::vector<Tile> tiles;
          if (original) {
            auto from = TRY(load(connection, access, std::to_string(*original)));
            made.description = from.dashboard.description;
            made.filters = from.dashboard.filters;
            made.variables = from.dashboard.variables;
            made.tags = from.dashboard.tags;
            made.creation_mode = "duplicate";
            tiles = std::move(from.tiles);
          }
          auto stored = TRY(insert_dashboard(connection, access.id(), TRY(apply_body(made, body))));
          for (auto& tile : tiles)
            TRY(copy_tile(connection, access, std::move(tile), stored.id, copy_insights));
          if (const auto* list = body.if_contains("tiles"); list != nullptr && !list->is_null())
            TRY(apply_tiles(connection, stored.id, *list));
          TRY(record(connection, access, stored, "created", {}));
          return load(connection, access, std::to_string(stored.id));
        }));
    return answer(access, loaded, TRY(overrides_of(request, &loaded.dashboard)), query::Refresh::force_cache,
                  201);
  }

  Result<Response> change(const ProjectAccess& access, const Request& request) const {
    const auto body = TRY(body_object(request));
    const bool with_insights = TRY(optional_bool(body, "delete_insights")).value_or(false);
    const auto loaded =
        TRY(meta::in_write(context_.database, [&](meta::Connection& connection) -> Result<Loaded> {
          auto before = TRY(load(connection, access, request.param("id")));
          auto after = TRY(apply_body(before.dashboard, body));
          after.last_modified_at = context_.clock.now();
          TRY(update_dashboard(connection, after));
          if (const auto* list = body.if_contains("tiles"); list != nullptr && !list->is_null())
            TRY(apply_tiles(connection, after.id, *list));
          if (after.deleted && with_insights) TRY(delete_insights(connection, access, before.tiles));
          auto changes = accounts::changes_between(logged(before.dashboard), logged(after));
          if (!changes.empty())
            TRY(record(connection, access, after,
                       after.deleted && !before.dashboard.deleted ? "deleted" : "updated",
                       std::move(changes)));
          return load(connection, access, std::to_string(after.id));
        }));
    return answer(access, loaded, TRY(overrides_of(request, &loaded.dashboard)), query::Refresh::force_cache,
                  200);
  }

  // {"tile": {"id": …}, "toDashboard": id}
  Result<Response> move_tile(const ProjectAccess& access, const Request& request) const {
    const auto body = TRY(body_object(request));
    const auto* tile_body = body.if_contains("tile");
    if (tile_body == nullptr || !tile_body->is_object()) return invalid("This field is required.", "tile");
    const auto id = TRY(optional_int(tile_body->get_object(), "id"));
    const auto target = TRY(optional_int(body, "toDashboard"));
    if (!id || !target) return invalid("A tile and a dashboard are required.", "toDashboard", "required");
    const auto loaded =
        TRY(meta::in_write(context_.database, [&](meta::Connection& connection) -> Result<Loaded> {
          const auto from = TRY(load(connection, access, request.param("id")));
          const auto to = TRY(load(connection, access, std::to_string(*target)));
          auto tile = TRY(find_tile(connection, from.dashboard.id, *id));
          if (!tile) return not_found();
          if (std::ranges::any_of(to.tiles, [&](const Tile& there) {
                return tile->insight_id.has_value() && there.insight_id == tile->insight_id;
              }))
            return invalid("The insight is on that dashboard already.", "toDashboard");
          tile->dashboard = to.dashboard.id;
          TRY(update_tile(connection, *tile));
          return load(connection, access, std::to_string(from.dashboard.id));
        }));
    return answer(access, loaded, TRY(overrides_of(request, &loaded.dashboard)), query::Refresh::force_cache,
                  200);
  }

 private:
  static Result<Loaded> load(meta::Connection& connection, const ProjectAccess& access, std::string_view id) {
    const auto number = parse_id(id);
    if (!number) return not_found();
    auto dashboard = TRY(find_dashboard(connection, access.id(), *number));
    if (!dashboard) return not_found();
    return Loaded{*std::move(dashboard), TRY(list_tiles(connection, access.id(), access.user_id(), *number))};
  }

  Result<> copy_tile(meta::Connection& connection, const ProjectAccess& access, Tile tile,
                     std::int64_t dashboard, bool copy_insight) const {
    tile.dashboard = dashboard;
    if (copy_insight && tile.insight) {
      auto copy = *tile.insight;
      copy.created_at = copy.last_modified_at = context_.clock.now();
      copy.created_by = copy.last_modified_by = access.user_id();
      copy.favorited = false;
      tile.insight_id = TRY(insert_insight(connection, access.id(), std::move(copy))).id;
    }
    return insert_tile(connection, tile);
  }

  Result<> delete_insights(meta::Connection& connection, const ProjectAccess& access,
                           const std::vector<Tile>& tiles) const {
    for (const auto& tile : tiles) {
      // An insight that stands on another dashboard as well stays.
      if (!tile.insight || tile.insight->dashboards.size() > 1) continue;
      auto insight = *tile.insight;
      insight.deleted = true;
      insight.last_modified_at = context_.clock.now();
      insight.last_modified_by = access.user_id();
      TRY(update_insight(connection, insight));
    }
    return {};
  }

  Result<> record(meta::Connection& connection, const ProjectAccess& access, const Dashboard& dashboard,
                  std::string activity, std::vector<accounts::Change> changes) const {
    return accounts::record_activity(connection, access,
                                     {context_.clock.now(), "Dashboard", std::to_string(dashboard.id),
                                      std::move(activity), dashboard.name, std::move(changes)});
  }

  Result<Response> answer(const ProjectAccess& access, const Loaded& loaded,
                          const query::Overrides& overrides, query::Refresh refresh, int status) const {
    People people(context_.accounts);
    auto out = TRY(dashboard_json(loaded.dashboard, people));
    out["filters"] = overrides.filters;
    out["variables"] = overrides.variables;
    json::array tiles;
    for (const auto& tile : loaded.tiles) {
      tiles.push_back(TRY(tile_json(tile, people)));
      if (auto* insight = tiles.back().as_object()["insight"].if_object())
        ask_with(*insight, on_tile(overrides, tile.filters_overrides));
    }
    std::vector<json::object*> insights;
    for (auto& tile : tiles)
      if (auto* insight = tile.as_object()["insight"].if_object()) insights.push_back(insight);
    fill_results(context_, access, refresh, insights);
    for (auto& tile : tiles)
      if (const auto* insight = tile.as_object()["insight"].if_object())
        for (const std::string_view name : {"is_cached", "last_refresh"})
          tile.as_object()[name] = insight->at(name);
    out["tiles"] = std::move(tiles);
    return Response::json(std::move(out), status);
  }

  Context context_;
};

}  // namespace

void add_dashboard_routes(http::Router& router, const Context& context) {
  const auto api = std::make_shared<const DashboardsApi>(context);
  auto add = [&](Method method, std::string_view path, std::string_view summary, std::string_view scope,
                 Result<Response> (DashboardsApi::*handler)(const ProjectAccess&, const Request&) const) {
    accounts::add_project_route(router, context.accounts, method, path, route_doc(summary, scope),
                                [api, handler](const ProjectAccess& access, Request& request) {
                                  return ((*api).*handler)(access, request);
                                });
  };
  add(Method::get, "dashboards/", "Dashboards, without their tiles", "dashboard:read", &DashboardsApi::list);
  add(Method::post, "dashboards/", "Make a dashboard, or copy one", "dashboard:write",
      &DashboardsApi::create);
  add(Method::get, "dashboards/{id}/", "One dashboard with its tiles", "dashboard:read", &DashboardsApi::get);
  for (const auto method : {Method::patch, Method::put})
    add(method, "dashboards/{id}/", "Change a dashboard and its tiles", "dashboard:write",
        &DashboardsApi::change);
  add(Method::patch, "dashboards/{id}/move_tile/", "Move a tile to another dashboard", "dashboard:write",
      &DashboardsApi::move_tile);
  accounts::add_project_route(
      router, context.accounts, Method::del, "dashboards/{id}/",
      route_doc("Refused: a dashboard is deleted by changing it", "dashboard:write"),
      [](const ProjectAccess&, Request&) -> Result<Response> { return delete_by_patch(); });
}

}  // namespace leapfrog::dashboards
