// insight_variables/: values that SQL names.
#include <fmt/format.h>

#include "base/uuid.h"
#include "http/json_body.h"
#include "http/object_schema.h"
#include "sql_variables/sql_variables.h"
#include "sql_variables/typed_value.h"
#include "sql_variables/variable_store.h"
#include "storage/meta/rows.h"

namespace leapfrog::sql_variables {
namespace {

using accounts::ProjectAccess;
using http::Method;
using http::Request;
using http::Response;

constexpr std::int64_t max_variables = 500;  // of a project
constexpr std::size_t max_name_characters = 200;

Result<> change_variable(Variable& variable, const json::object& body) {
  if (auto name = TRY(http::optional_text(body, "name", max_name_characters))) variable.name = *name;
  if (auto type = TRY(optional_string(body, "type"))) {
    if (!is_type(*type)) return invalid("Expected String, Number, Boolean, Date or List.", "type");
    variable.type = *std::move(type);
  }
  if (variable.name.empty()) return invalid("This field is required.", "name", "required");
  if (variable.type.empty()) return invalid("This field is required.", "type", "required");
  const auto* values = body.if_contains("values");
  const auto list = TRY(checked_values(values ? *values : TRY(parse_json(variable.values))));
  variable.values = to_text(json::value_from(list));
  const auto* given = body.if_contains("default_value");
  const auto value = given ? *given : TRY(parse_json(variable.default_value));
  TRY(check_default(variable.type, value, list));
  variable.default_value = to_text(value);
  return {};
}

Result<json::value> shown(const Variable& variable) {
  json::object out;
  out["id"] = variable.id;
  out["name"] = variable.name;
  out["code_name"] = variable.code_name;
  out["type"] = variable.type;
  out["default_value"] = TRY(parse_json(variable.default_value));
  out["values"] = TRY(parse_json(variable.values));
  out["created_at"] = format_iso(variable.created_at);
  out["created_by"] = variable.created_by ? json::value(*variable.created_by) : json::value(nullptr);
  return out;
}

class VariablesApi {
 public:
  VariablesApi(meta::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  Result<Response> list(const ProjectAccess& access, const Request& request) const {
    const auto page = TRY(http::parse_page(request));
    const auto found = TRY(meta::in_read(database_, [&](meta::Connection& connection) {
      return list_variables(connection, access.id(), page);
    }));
    json::array results;
    for (const auto& variable : found.variables) results.push_back(TRY(shown(variable)));
    return Response::json(http::page_json(request, page, found.count, std::move(results)));
  }

  Result<Response> create(const ProjectAccess& access, const Request& request) const {
    Variable variable;
    variable.created_at = clock_.now();
    variable.created_by = access.user_id();
    variable.id = Uuid::at(variable.created_at).text();
    TRY(change_variable(variable, TRY(http::json_body(request))));
    variable.code_name = code_name_of(variable.name);
    if (variable.code_name.empty())
      return invalid("The name needs a letter from a to z or a digit: statements write it {variables.name}.",
                     "name");
    TRY(database_.write([&](meta::Connection& connection) -> Result<> {
      if (TRY(count_variables(connection, access.id())) >= max_variables)
        return invalid(fmt::format("A project can have {} variables. Delete some first.", max_variables));
      if (TRY(find_by_code_name(connection, access.id(), variable.code_name)))
        return invalid(fmt::format("There is a variable with the code name {} already. Choose another name.",
                                   variable.code_name),
                       "name", "unique");
      TRY(insert_variable(connection, access.id(), variable));
      return record(connection, access, variable, "created");
    }));
    return Response::json(TRY(shown(variable)), 201);
  }

  Result<Response> get(const ProjectAccess& access, const Request& request) const {
    const auto variable = TRY(meta::in_read(
        database_, [&](meta::Connection& connection) { return find(connection, access, request); }));
    return Response::json(TRY(shown(variable)));
  }

  Result<Response> change(const ProjectAccess& access, const Request& request) const {
    const auto body = TRY(http::json_body(request));
    const auto variable =
        TRY(meta::in_write(database_, [&](meta::Connection& connection) -> Result<Variable> {
          auto changed = TRY(find(connection, access, request));
          TRY(change_variable(changed, body));
          TRY(update_variable(connection, changed));
          TRY(record(connection, access, changed, "updated"));
          return changed;
        }));
    return Response::json(TRY(shown(variable)));
  }

  Result<Response> remove(const ProjectAccess& access, const Request& request) const {
    TRY(database_.write([&](meta::Connection& connection) -> Result<> {
      const auto variable = TRY(find(connection, access, request));
      TRY(delete_variable(connection, variable.id));
      return record(connection, access, variable, "deleted");
    }));
    return Response::empty(204);
  }

 private:
  static Result<Variable> find(meta::Connection& connection, const ProjectAccess& access,
                               const Request& request) {
    auto variable = TRY(find_by_id(connection, access.id(), request.param("id")));
    if (!variable) return not_found();
    return *std::move(variable);
  }

  Result<> record(meta::Connection& connection, const ProjectAccess& access, const Variable& variable,
                  std::string activity) const {
    return accounts::record_activity(
        connection, access,
        {clock_.now(), "InsightVariable", variable.id, std::move(activity), variable.name, {}});
  }

  meta::Database& database_;
  const Clock& clock_;
};

}  // namespace

Result<std::optional<query::Variable>> find_variable(meta::Database& database, accounts::ProjectId project,
                                                     std::string_view code_name) {
  const auto found = TRY(meta::in_read(database, [&](meta::Connection& connection) {
    return find_by_code_name(connection, project, code_name);
  }));
  if (!found) return std::nullopt;
  return query::Variable{found->code_name, found->default_value};
}

void add_routes(http::Router& router, accounts::Accounts& accounts, meta::Database& database,
                const Clock& clock) {
  const auto api = std::make_shared<const VariablesApi>(database, clock);
  router.add_schema("InsightVariable", http::object_schema({{"id", "string"},
                                                            {"name", "string"},
                                                            {"code_name", "string"},
                                                            {"type", "String|Number|Boolean|Date|List"},
                                                            {"default_value", "any"},
                                                            {"values", "string[]"},
                                                            {"created_at", "string"},
                                                            {"created_by", "integer?"}}));
  const auto add =
      [&](Method method, std::string_view path, std::string summary, std::string scope, std::string answer,
          Result<Response> (VariablesApi::*handler)(const ProjectAccess&, const Request&) const) {
        accounts::add_project_route(router, accounts, method, path,
                                    {std::move(summary), "sql", std::move(scope), "", std::move(answer)},
                                    [api, handler](const ProjectAccess& access, Request& request) {
                                      return ((*api).*handler)(access, request);
                                    });
      };
  constexpr std::string_view all = "insight_variables/";
  constexpr std::string_view one = "insight_variables/{id}/";
  add(Method::get, all, "Variables of SQL, by name", "insight_variable:read", "", &VariablesApi::list);
  add(Method::post, all, "Make a variable of SQL", "insight_variable:write", "InsightVariable",
      &VariablesApi::create);
  add(Method::get, one, "One variable of SQL", "insight_variable:read", "InsightVariable",
      &VariablesApi::get);
  add(Method::patch, one, "Change a variable of SQL; its code name stays", "insight_variable:write",
      "InsightVariable", &VariablesApi::change);
  add(Method::del, one, "Delete a variable of SQL", "insight_variable:write", "", &VariablesApi::remove);
}

}  // namespace leapfrog::sql_variables
