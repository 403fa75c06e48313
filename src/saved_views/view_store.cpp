#include "saved_views/view_store.h"

#include <fmt/format.h>

#include "storage/meta/rows.h"

namespace leapfrog::saved_views {
namespace {

using meta::Connection;
using meta::Row;
using meta::Value;

constexpr std::string_view columns =
    "id, context_key, name, columns, filters, private, created_at, created_by, updated_at";
constexpr std::string_view seen_by = "project_id = ? AND (private = 0 OR created_by = ?)";

SavedView read_view(const Row& row) {
  return {row.integer(0),
          row.text(1),
          row.text(2),
          row.text(3),
          row.text(4),
          row.integer(5) != 0,
          from_micros(row.integer(6)),
          row.is_null(7) ? std::nullopt : std::optional(row.integer(7)),
          from_micros(row.integer(8))};
}

Value value_of(const std::optional<accounts::UserId>& user) { return user ? Value(*user) : Value(nullptr); }

}  // namespace

Result<ViewPage> list_views(Connection& connection, const Viewer& viewer, std::string_view context_key,
                            http::Page page) {
  std::string where(seen_by);
  std::vector<Value> parameters{viewer.project, value_of(viewer.user)};
  if (!context_key.empty()) {
    where += " AND context_key = ?";
    parameters.emplace_back(context_key);
  }
  ViewPage result;
  result.count = TRY(meta::find_number(
      connection, fmt::format("SELECT count(*) FROM saved_views WHERE {}", where), parameters));
  parameters.insert(parameters.end(), {page.limit, page.offset});
  result.views = TRY(meta::find_all(
      connection,
      fmt::format("SELECT {} FROM saved_views WHERE {} ORDER BY name COLLATE NOCASE, id LIMIT ? OFFSET ?",
                  columns, where),
      parameters, read_view));
  return result;
}

Result<std::optional<SavedView>> find_view(Connection& connection, const Viewer& viewer, std::int64_t id) {
  return meta::find_one(connection,
                        fmt::format("SELECT {} FROM saved_views WHERE {} AND id = ?", columns, seen_by),
                        {viewer.project, value_of(viewer.user), id}, read_view);
}

Result<std::int64_t> count_views(Connection& connection, accounts::ProjectId project) {
  return meta::find_number(connection, "SELECT count(*) FROM saved_views WHERE project_id = ?", {project});
}

Result<std::int64_t> insert_view(Connection& connection, accounts::ProjectId project, const SavedView& view) {
  TRY(connection.execute(
      "INSERT INTO saved_views (project_id, context_key, name, columns, filters, private, created_at, "
      "created_by, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {project, std::string_view(view.context_key), std::string_view(view.name),
       std::string_view(view.columns), std::string_view(view.filters),
       static_cast<std::int64_t>(view.is_private), to_micros(view.created_at), value_of(view.created_by),
       to_micros(view.updated_at)}));
  return connection.last_insert_id();
}

Result<> update_view(Connection& connection, const SavedView& view) {
  return connection.execute(
      "UPDATE saved_views SET context_key = ?, name = ?, columns = ?, filters = ?, private = ?, updated_at = "
      "? "
      "WHERE id = ?",
      {std::string_view(view.context_key), std::string_view(view.name), std::string_view(view.columns),
       std::string_view(view.filters), static_cast<std::int64_t>(view.is_private), to_micros(view.updated_at),
       view.id});
}

Result<> delete_view(Connection& connection, std::int64_t id) {
  return connection.execute("DELETE FROM saved_views WHERE id = ?", {id});
}

}  // namespace leapfrog::saved_views
