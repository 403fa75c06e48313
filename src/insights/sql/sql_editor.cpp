// What an editor of SQL asks: is this right, what could stand here, what is there.
#include <fmt/format.h>

#include <algorithm>

#include "insights/sql/sql.h"
#include "insights/sql/sql_query.h"
#include "query/sql/logical_tables.h"

namespace leapfrog::insights {
namespace {

constexpr std::size_t max_suggestions = 200;

json::object notice(std::string_view message, query::TextPlace place) {
  return {{"message", message}, {"start", place.start}, {"end", place.end}};
}

struct Position {
  std::string query;
  std::int64_t start = 0;
  std::int64_t end = 0;
};
void describe(query::Shape& shape, Position& position) {
  shape.text("query", position.query);
  shape.integer("startPosition", position.start, {0, 1 << 20});
  shape.integer("endPosition", position.end, {0, 1 << 20});
}

// The name being typed, with its dots, that ends after so many characters.
std::string typed_name(std::string_view text, std::size_t characters) {
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    const bool begins_one = query::count_characters(text.substr(end, 1)) > 0;
    if (begins_one && characters-- == 0) break;
  }
  auto start = end;
  const auto belongs = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || c == '.';
  };
  while (start > 0 && belongs(text[start - 1])) --start;
  return std::string(text.substr(start, end - start));
}

// However it is written: people type tostart and mean toStartOfDay.
bool begins_with(std::string_view name, std::string_view begun) {
  const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return name.size() >= begun.size() && std::equal(begun.begin(), begun.end(), name.begin(),
                                                   [&](char a, char b) { return small(a) == small(b); });
}

json::object suggestion(std::string_view label, std::string_view kind, std::string_view detail) {
  return {{"label", label}, {"insertText", label}, {"kind", kind}, {"detail", detail}};
}

// The names of properties, the most used first.
Result<json::array> properties(const query::Asking& asking, std::string_view table, std::string_view begun) {
  query::Bindings bindings;
  const auto sql = fmt::format(
      "SELECT name FROM (SELECT arrayJoin(JSONAllPaths(properties)) AS name FROM (SELECT properties FROM {} "
      "WHERE project_id = {} LIMIT 20000)) WHERE startsWith(lower(name), lower({})) GROUP BY name ORDER BY "
      "count() DESC, "
      "name LIMIT {}",
      table, asking.project(), bindings.text(begun), max_suggestions);
  json::array list;
  for (const auto& row : TRY(asking.rows(query::Statement{sql, bindings.parameters(), {}})))
    list.push_back(suggestion(std::string_view(row.at(0).as_string()), "Property", "property"));
  return list;
}

std::string serialized_type(std::string_view type) {
  if (type == "DateTime") return "datetime";
  if (type == "Integer") return "integer";
  if (type == "Boolean") return "boolean";
  if (type == "JSON") return "json";
  return "string";
}

}  // namespace

Result<json::object> answer_sql_metadata(const query::Asking& asking, const json::object& query) {
  auto select = TRY(parse_sql(query));
  const auto language = string_or_empty(query, "language");
  const std::string written = select.sql;
  std::size_t before = 0;
  if (language == "hogQLExpr") {
    constexpr std::string_view lead = "SELECT ";
    before = lead.size();
    select.sql = fmt::format("{}{}\n FROM events", lead, written);
  }
  json::object out{{"query", written},          {"isValid", true},          {"errors", json::array()},
                   {"warnings", json::array()}, {"notices", json::array()}, {"table_names", json::array()}};
  const auto approved = query::approve_select(asking, select);
  if (approved) {
    out["table_names"] = json::value_from(approved->tables);
    return out;
  }
  const auto& error = approved.error();
  if (error.kind != ErrorKind::invalid && error.kind != ErrorKind::forbidden) return std::unexpected(error);
  auto place = query::place_of(error, select.sql);
  const auto length = query::count_characters(written);
  place.start = std::min(place.start > before ? place.start - before : 0, length);
  place.end = std::min(place.end > before ? place.end - before : 0, length);
  out["isValid"] = false;
  out["errors"] = json::array{notice(error.detail, place)};
  return out;
}

json::object sql_metadata_schema() { return sql_schema(); }

Result<json::object> answer_sql_autocomplete(const query::Asking& asking, const json::object& query) {
  Position position;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, position); }));
  const auto name = typed_name(position.query, static_cast<std::size_t>(position.end));
  json::array suggestions;
  const auto dot = name.rfind("properties.");
  if (dot != std::string::npos) {
    const bool person = name.find("person.") != std::string::npos ||
                        (position.query.find("FROM persons") != std::string::npos);
    suggestions =
        TRY(properties(asking, person ? "persons" : "events", std::string_view(name).substr(dot + 11)));
  } else {
    const auto last = name.substr(name.rfind('.') == std::string::npos ? 0 : name.rfind('.') + 1);
    for (const auto table : query::logical_tables) {
      if (begins_with(table, last) && last == name)
        suggestions.push_back(suggestion(table, "Class", "table"));
      if (position.query.find(table) == std::string::npos) continue;
      for (const auto& column : query::logical_columns(table))
        if (begins_with(column.name, last))
          suggestions.push_back(suggestion(column.name, "Variable", column.type));
    }
    if (last == name && !last.empty())
      for (const auto& function : TRY(asking.sandbox().functions()))
        if (begins_with(function, last) && suggestions.size() < max_suggestions)
          suggestions.push_back(suggestion(function, "Function", "function"));
  }
  const bool incomplete = suggestions.size() >= max_suggestions;
  return json::object{{"suggestions", std::move(suggestions)}, {"incomplete_list", incomplete}};
}

json::object sql_autocomplete_schema() {
  Position position;
  return query::schema_of([&](query::Shape& shape) { describe(shape, position); });
}

Result<json::object> answer_database_schema(const query::Asking&, const json::object&) {
  json::object tables;
  for (const auto table : query::logical_tables) {
    json::object fields;
    for (const auto& column : query::logical_columns(table)) {
      fields[column.name] = json::object{{"name", column.name},
                                         {"hogql_value", column.name},
                                         {"type", serialized_type(column.type)},
                                         {"schema_valid", true}};
    }
    tables[table] =
        json::object{{"id", table}, {"name", table}, {"type", "posthog"}, {"fields", std::move(fields)}};
  }
  return json::object{{"tables", std::move(tables)}, {"joins", json::array()}};
}

json::object database_schema_schema() { return {{"type", "object"}, {"properties", json::object()}}; }

}  // namespace leapfrog::insights
