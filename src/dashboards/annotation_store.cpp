#include "dashboards/annotation_store.h"

#include <fmt/format.h>

#include "storage/meta/rows.h"

namespace leapfrog::dashboards {
namespace {

using meta::Connection;
using meta::Row;
using meta::Value;

constexpr std::string_view columns =
    "id, content, date_marker, scope, creation_type, dashboard_item, dashboard_id, deleted, created_at, "
    "created_by, updated_at";

std::optional<std::int64_t> optional_number(const Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
}

Annotation read_annotation(const Row& row) {
  return {row.integer(0),
          row.text(1),
          from_micros(row.integer(2)),
          row.text(3),
          row.text(4),
          optional_number(row, 5),
          optional_number(row, 6),
          row.integer(7) != 0,
          from_micros(row.integer(8)),
          optional_number(row, 9),
          from_micros(row.integer(10))};
}

Value value_of(const std::optional<std::int64_t>& number) { return number ? Value(*number) : Value(nullptr); }

}  // namespace

Result<AnnotationPage> list_annotations(Connection& connection, ProjectId project, std::string_view search,
                                        http::Page page) {
  std::string where = "project_id = ? AND deleted = 0";
  std::vector<Value> parameters{project};
  if (!search.empty()) {
    where += " AND instr(lower(content), lower(?)) > 0";
    parameters.emplace_back(search);
  }
  AnnotationPage result;
  result.count = TRY(meta::find_number(
      connection, fmt::format("SELECT count(*) FROM annotations WHERE {}", where), parameters));
  parameters.insert(parameters.end(), {page.limit, page.offset});
  result.annotations = TRY(meta::find_all(
      connection,
      fmt::format("SELECT {} FROM annotations WHERE {} ORDER BY date_marker DESC, id DESC LIMIT ? OFFSET ?",
                  columns, where),
      parameters, read_annotation));
  return result;
}

Result<std::optional<Annotation>> find_annotation(Connection& connection, ProjectId project,
                                                  std::int64_t id) {
  return meta::find_one(connection,
                        fmt::format("SELECT {} FROM annotations WHERE id = ? AND project_id = ?", columns),
                        {id, project}, read_annotation);
}

Result<Annotation> insert_annotation(Connection& connection, ProjectId project, Annotation annotation) {
  TRY(connection.execute(
      "INSERT INTO annotations (project_id, content, date_marker, scope, creation_type, dashboard_item, "
      "dashboard_id, deleted, created_at, created_by, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)",
      {project, std::string_view(annotation.content), to_micros(annotation.date_marker),
       std::string_view(annotation.scope), std::string_view(annotation.creation_type),
       value_of(annotation.dashboard_item), value_of(annotation.dashboard_id),
       to_micros(annotation.created_at), value_of(annotation.created_by), to_micros(annotation.updated_at)}));
  annotation.id = connection.last_insert_id();
  return annotation;
}

Result<> update_annotation(Connection& connection, const Annotation& annotation) {
  return connection.execute(
      "UPDATE annotations SET content = ?, date_marker = ?, scope = ?, dashboard_item = ?, dashboard_id = ?, "
      "deleted = ?, updated_at = ? WHERE id = ?",
      {std::string_view(annotation.content), to_micros(annotation.date_marker),
       std::string_view(annotation.scope), value_of(annotation.dashboard_item),
       value_of(annotation.dashboard_id), static_cast<std::int64_t>(annotation.deleted),
       to_micros(annotation.updated_at), annotation.id});
}

}  // namespace leapfrog::dashboards
