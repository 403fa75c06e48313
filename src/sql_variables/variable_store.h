// Rows of variables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/accounts.h"
#include "http/pagination.h"
#include "storage/meta/database.h"

namespace leapfrog::sql_variables {

struct Variable {
  std::string id;  // a UUID
  std::string name;
  std::string code_name;
  std::string type;
  std::string default_value = "null";  // JSON
  std::string values = "[]";           // JSON
  Instant created_at;
  std::optional<accounts::UserId> created_by;
};

struct VariablePage {
  std::vector<Variable> variables;
  std::int64_t count = 0;
};

// By name.
Result<VariablePage> list_variables(meta::Connection& connection, accounts::ProjectId project,
                                    http::Page page);
Result<std::optional<Variable>> find_by_id(meta::Connection& connection, accounts::ProjectId project,
                                           std::string_view id);
Result<std::optional<Variable>> find_by_code_name(meta::Connection& connection, accounts::ProjectId project,
                                                  std::string_view code_name);
Result<std::int64_t> count_variables(meta::Connection& connection, accounts::ProjectId project);
Result<> insert_variable(meta::Connection& connection, accounts::ProjectId project, const Variable& variable);
// Its name, type, default and values.
Result<> update_variable(meta::Connection& connection, const Variable& variable);
Result<> delete_variable(meta::Connection& connection, std::string_view id);

}  // namespace leapfrog::sql_variables
