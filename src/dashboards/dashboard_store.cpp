#include "dashboards/dashboard_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "storage/meta/rows.h"

namespace leapfrog::dashboards {
namespace {

using meta::Connection;
using meta::Row;
using meta::Value;

constexpr std::string_view columns =
    "id, name, description, pinned, filters, tags, creation_mode, deleted, created_at, created_by, "
    "last_modified_at, last_accessed_at, variables";
constexpr std::string_view tile_columns =
    "id, dashboard_id, insight_id, body, layouts, color, filters_overrides, deleted";

Dashboard read_dashboard(const Row& row) {
  Dashboard dashboard;
  dashboard.id = row.integer(0);
  dashboard.name = row.text(1);
  dashboard.description = row.text(2);
  dashboard.pinned = row.integer(3) != 0;
  dashboard.filters = row.text(4);
  dashboard.tags = row.text(5);
  dashboard.creation_mode = row.text(6);
  dashboard.deleted = row.integer(7) != 0;
  dashboard.created_at = from_micros(row.integer(8));
  if (!row.is_null(9)) dashboard.created_by = row.integer(9);
  dashboard.last_modified_at = from_micros(row.integer(10));
  if (!row.is_null(11)) dashboard.last_accessed_at = from_micros(row.integer(11));
  dashboard.variables = row.text(12);
  return dashboard;
}

Tile read_tile(const Row& row) {
  Tile tile;
  tile.id = row.integer(0);
  tile.dashboard = row.integer(1);
  if (!row.is_null(2)) tile.insight_id = row.integer(2);
  tile.body = row.optional_text(3);
  tile.layouts = row.text(4);
  tile.color = row.optional_text(5);
  tile.filters_overrides = row.text(6);
  tile.deleted = row.integer(7) != 0;
  return tile;
}

Value value_of(const std::optional<std::string>& text) {
  return text ? Value(std::string_view(*text)) : Value(nullptr);
}
Value value_of(const std::optional<std::int64_t>& number) { return number ? Value(*number) : Value(nullptr); }
Value flag(bool on) { return static_cast<std::int64_t>(on); }

}  // namespace

Result<DashboardPage> list_dashboards(Connection& connection, ProjectId project,
                                      const DashboardFilter& filter, http::Page page) {
  std::string where = "project_id = ? AND deleted = 0";
  std::vector<Value> parameters{project};
  if (filter.pinned) where += " AND pinned = 1";
  if (!filter.search.empty()) {
    where += " AND (instr(lower(name), lower(?)) > 0 OR instr(lower(description), lower(?)) > 0)";
    parameters.insert(parameters.end(), {std::string_view(filter.search), std::string_view(filter.search)});
  }
  if (!filter.tag.empty()) {
    where += " AND EXISTS (SELECT 1 FROM json_each(tags) t WHERE t.value = ?)";
    parameters.emplace_back(std::string_view(filter.tag));
  }
  DashboardPage result;
  result.count = TRY(meta::find_number(
      connection, fmt::format("SELECT count(*) FROM dashboards WHERE {}", where), parameters));
  parameters.insert(parameters.end(), {page.limit, page.offset});
  result.dashboards = TRY(meta::find_all(
      connection,
      fmt::format("SELECT {} FROM dashboards WHERE {} ORDER BY pinned DESC, lower(name), id LIMIT ? OFFSET ?",
                  columns, where),
      parameters, read_dashboard));
  return result;
}

Result<std::optional<Dashboard>> find_dashboard(Connection& connection, ProjectId project, std::int64_t id) {
  return meta::find_one(connection,
                        fmt::format("SELECT {} FROM dashboards WHERE id = ? AND project_id = ?", columns),
                        {id, project}, read_dashboard);
}

Result<Dashboard> insert_dashboard(Connection& connection, ProjectId project, Dashboard dashboard) {
  TRY(connection.execute(
      "INSERT INTO dashboards (project_id, name, description, pinned, filters, tags, creation_mode, deleted, "
      "created_at, created_by, last_modified_at, variables) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)",
      {project, std::string_view(dashboard.name), std::string_view(dashboard.description),
       flag(dashboard.pinned), std::string_view(dashboard.filters), std::string_view(dashboard.tags),
       std::string_view(dashboard.creation_mode), to_micros(dashboard.created_at),
       value_of(dashboard.created_by), to_micros(dashboard.last_modified_at),
       std::string_view(dashboard.variables)}));
  dashboard.id = connection.last_insert_id();
  return dashboard;
}

Result<> update_dashboard(Connection& connection, const Dashboard& dashboard) {
  return connection.execute(
      "UPDATE dashboards SET name = ?, description = ?, pinned = ?, filters = ?, tags = ?, deleted = ?, "
      "last_modified_at = ?, variables = ? WHERE id = ?",
      {std::string_view(dashboard.name), std::string_view(dashboard.description), flag(dashboard.pinned),
       std::string_view(dashboard.filters), std::string_view(dashboard.tags), flag(dashboard.deleted),
       to_micros(dashboard.last_modified_at), std::string_view(dashboard.variables), dashboard.id});
}

Result<> mark_accessed(Connection& connection, std::int64_t dashboard, Instant now) {
  return connection.execute("UPDATE dashboards SET last_accessed_at = ? WHERE id = ?",
                            {to_micros(now), dashboard});
}

Result<std::vector<Tile>> list_tiles(Connection& connection, ProjectId project, std::optional<UserId> viewer,
                                     std::int64_t dashboard) {
  auto tiles = TRY(meta::find_all(
      connection,
      fmt::format("SELECT {} FROM dashboard_tiles WHERE dashboard_id = ? AND deleted = 0 ORDER BY id",
                  tile_columns),
      {dashboard}, read_tile));
  for (auto& tile : tiles) {
    if (tile.insight_id)
      tile.insight = TRY(find_insight(connection, project, viewer, std::to_string(*tile.insight_id)));
  }
  // A deleted insight keeps its tile, so that bringing it back brings it back to its place.
  std::erase_if(tiles, [](const Tile& tile) {
    return tile.insight_id.has_value() && (!tile.insight.has_value() || tile.insight->deleted);
  });
  return tiles;
}

Result<std::optional<Tile>> find_tile(Connection& connection, std::int64_t dashboard, std::int64_t id) {
  return meta::find_one(
      connection,
      fmt::format("SELECT {} FROM dashboard_tiles WHERE id = ? AND dashboard_id = ?", tile_columns),
      {id, dashboard}, read_tile);
}

Result<> insert_tile(Connection& connection, const Tile& tile) {
  return connection.execute(
      "INSERT INTO dashboard_tiles (dashboard_id, insight_id, body, layouts, color, filters_overrides, "
      "deleted) "
      "VALUES (?, ?, ?, ?, ?, ?, 0)",
      {tile.dashboard, value_of(tile.insight_id), value_of(tile.body), std::string_view(tile.layouts),
       value_of(tile.color), std::string_view(tile.filters_overrides)});
}

Result<> update_tile(Connection& connection, const Tile& tile) {
  return connection.execute(
      "UPDATE dashboard_tiles SET dashboard_id = ?, body = ?, layouts = ?, color = ?, filters_overrides = ?, "
      "deleted = ? WHERE id = ?",
      {tile.dashboard, value_of(tile.body), std::string_view(tile.layouts), value_of(tile.color),
       std::string_view(tile.filters_overrides), flag(tile.deleted), tile.id});
}

Result<> place_insight(Connection& connection, ProjectId project, std::int64_t insight,
                       const std::vector<std::int64_t>& dashboards) {
  TRY(connection.execute("UPDATE dashboard_tiles SET deleted = 1 WHERE insight_id = ?", {insight}));
  for (const auto id : dashboards) {
    const auto dashboard = TRY(find_dashboard(connection, project, id));
    if (!dashboard || dashboard->deleted)
      return invalid(fmt::format("There is no dashboard {} in this project.", id), "dashboards");
    TRY(connection.execute(
        "INSERT INTO dashboard_tiles (dashboard_id, insight_id, layouts, filters_overrides, deleted) "
        "VALUES (?, ?, '{}', '{}', 0) "
        "ON CONFLICT (insight_id, dashboard_id) WHERE insight_id IS NOT NULL DO UPDATE SET deleted = 0",
        {id, insight}));
  }
  return {};
}

}  // namespace leapfrog::dashboards
