#include "insights/sql/sql_query.h"

#include <fmt/format.h>

namespace leapfrog::insights {
namespace {

constexpr std::size_t max_values = 100;

// {id: {code_name, value, isNull}} gives {variables.code_name}. Without a value it is what the project keeps
// for it; isNull says that null is meant.
Result<> add_variables(query::UserSelect& select, const json::value& value, const std::string& path) {
  if (!value.is_object()) return query::wrong_type(path, "an object", value);
  for (const auto& [id, variable] : value.get_object()) {
    if (!variable.is_object())
      return query::wrong_type(fmt::format("{}.{}", path, id), "an object", variable);
    const auto& object = variable.get_object();
    const auto name = string_or_empty(object, "code_name");
    const auto* given = object.if_contains("value");
    const auto* null = object.if_contains("isNull");
    const bool is_null = null && null->is_bool() && null->get_bool();
    const auto placeholder = fmt::format("variables.{}", name.empty() ? std::string_view(id) : name);
    if (is_null)
      select.values[placeholder] = json::value();
    else if (given && !given->is_null())
      select.values[placeholder] = json::value(*given, json::storage_ptr());
    else
      select.unset.insert(placeholder);
  }
  return {};
}

Result<> add_values(query::UserSelect& select, const json::value& value, const std::string& path) {
  if (!value.is_object()) return query::wrong_type(path, "an object", value);
  if (value.get_object().size() > max_values)
    return invalid(fmt::format("{} may have {} values at most.", path, max_values), path);
  for (const auto& [name, given] : value.get_object())
    select.values[std::string(name)] = json::value(given, json::storage_ptr());
  return {};
}

void describe(query::Shape& shape, query::SelectFilters& filters) {
  shape.object("dateRange", [&](query::Shape& inner) { describe(inner, filters.dates.emplace()); });
  filters_field(shape, "properties", filters.properties);
  shape.flag("filterTestAccounts", filters.filter_test_accounts);
}

}  // namespace

void describe(query::Shape& shape, query::UserSelect& select) {
  shape.text("query", select.sql);
  shape.object("filters", [&](query::Shape& inner) { describe(inner, select.filters); });
  shape.custom(
      "variables", json::object{{"type", "object"}},
      [&](const json::value& value, const std::string& path) { return add_variables(select, value, path); });
  shape.custom(
      "values", json::object{{"type", "object"}},
      [&](const json::value& value, const std::string& path) { return add_values(select, value, path); });
}

Result<query::UserSelect> parse_sql(const json::object& query) {
  query::UserSelect select;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, select); }));
  if (select.sql.empty()) return invalid("query is required: a SELECT.", "query", "required");
  return select;
}

}  // namespace leapfrog::insights
