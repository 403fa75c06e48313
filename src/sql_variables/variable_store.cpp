#include "sql_variables/variable_store.h"

#include <fmt/format.h>

#include "storage/meta/rows.h"

namespace leapfrog::sql_variables {
namespace {

using meta::Connection;
using meta::Row;
using meta::Value;

constexpr std::string_view columns =
    "id, name, code_name, type, default_value, list_values, created_at, created_by";

Variable read_variable(const Row& row) {
  return {row.text(0),
          row.text(1),
          row.text(2),
          row.text(3),
          row.text(4),
          row.text(5),
          from_micros(row.integer(6)),
          row.is_null(7) ? std::nullopt : std::optional(row.integer(7))};
}

Result<std::optional<Variable>> find(Connection& connection, accounts::ProjectId project,
                                     std::string_view column, std::string_view value) {
  return meta::find_one(
      connection,
      fmt::format("SELECT {} FROM sql_variables WHERE project_id = ? AND {} = ?", columns, column),
      {project, value}, read_variable);
}

}  // namespace

Result<VariablePage> list_variables(Connection& connection, accounts::ProjectId project, http::Page page) {
  VariablePage result;
  result.count = TRY(count_variables(connection, project));
  result.variables = TRY(meta::find_all(
      connection,
      fmt::format(
          "SELECT {} FROM sql_variables WHERE project_id = ? ORDER BY name COLLATE NOCASE, id LIMIT ? "
          "OFFSET ?",
          columns),
      {project, page.limit, page.offset}, read_variable));
  return result;
}

Result<std::optional<Variable>> find_by_id(Connection& connection, accounts::ProjectId project,
                                           std::string_view id) {
  return find(connection, project, "id", id);
}

Result<std::optional<Variable>> find_by_code_name(Connection& connection, accounts::ProjectId project,
                                                  std::string_view code_name) {
  return find(connection, project, "code_name", code_name);
}

Result<std::int64_t> count_variables(Connection& connection, accounts::ProjectId project) {
  return meta::find_number(connection, "SELECT count(*) FROM sql_variables WHERE project_id = ?", {project});
}

Result<> insert_variable(Connection& connection, accounts::ProjectId project, const Variable& variable) {
  return connection.execute(
      "INSERT INTO sql_variables (id, project_id, name, code_name, type, default_value, list_values, "
      "created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {std::string_view(variable.id), project, std::string_view(variable.name),
       std::string_view(variable.code_name), std::string_view(variable.type),
       std::string_view(variable.default_value), std::string_view(variable.values),
       to_micros(variable.created_at), variable.created_by ? Value(*variable.created_by) : Value(nullptr)});
}

Result<> update_variable(Connection& connection, const Variable& variable) {
  return connection.execute(
      "UPDATE sql_variables SET name = ?, type = ?, default_value = ?, list_values = ? WHERE id = ?",
      {std::string_view(variable.name), std::string_view(variable.type),
       std::string_view(variable.default_value), std::string_view(variable.values),
       std::string_view(variable.id)});
}

Result<> delete_variable(Connection& connection, std::string_view id) {
  return connection.execute("DELETE FROM sql_variables WHERE id = ?", {id});
}

}  // namespace leapfrog::sql_variables
