// What an editor of SQL asks: is this right, what could stand here, what is there.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "insights/sql/sql.h"
#include "insights/sql/sql_query.h"
#include "query/sandbox.h"
#include "query/sql/logical_tables.h"

namespace leapfrog::insights {
namespace {

constexpr std::size_t max_suggestions = 200;

json::object notice(std::string_view message, query::TextPlace place) {
  return {{"message", message}, {"start", place.start}, {"end", place.end}};
}

struct Position {
  std::string query;
  std::string language;  // "hogQLExpr": an expression over events
  std::int64_t start = 0;
  std::int64_t end = 0;
};
void describe(query::Shape& shape, Position& position) {
  shape.text("query", position.query);
  shape.text("language", position.language);
  shape.integer("startPosition", position.start, {0, 1 << 20});
  shape.integer("endPosition", position.end, {0, 1 << 20});
}

// Where the first so many characters of a text end, in bytes.
std::size_t end_of(std::string_view text, std::size_t characters) {
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    const bool begins_one = query::count_characters(text.substr(end, 1)) > 0;
    if (begins_one && characters-- == 0) break;
  }
  return end;
}

// The name being typed, with its dots, that ends there.
std::string typed_name(std::string_view text, std::size_t end) {
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

// The names of properties, the most used first. Not those with a dot inside, which is %2E among the engine's
// paths: they are written in another way.
Result<json::array> properties(const query::Asking& asking, std::string_view table, std::string_view begun) {
  query::Bindings bindings;
  const auto sql = fmt::format(
      "SELECT name FROM (SELECT arrayJoin(JSONAllPaths(properties)) AS name FROM (SELECT properties FROM {} "
      "WHERE project_id = {} LIMIT 20000)) WHERE startsWith(lower(name), lower({})) AND position(name, "
      "'%2E') = 0 "
      "GROUP BY name ORDER BY count() DESC, name LIMIT {}",
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

// What could stand at a place of the text: by the name that is being typed there, and what it hangs on.
class Suggestions {
 public:
  Suggestions(const query::Asking& asking, const Position& position)
      : asking_(asking), text_(position.query), is_expression_(position.language == "hogQLExpr") {
    const auto end = end_of(text_, static_cast<std::size_t>(position.end));
    name_ = typed_name(text_, end);
    const auto dot = name_.rfind('.');
    begun_ = dot == std::string::npos ? name_ : name_.substr(dot + 1);
    if (dot != std::string::npos) owners_ = name_.substr(0, dot);
    in_braces_ = name_.size() < end && text_[end - name_.size() - 1] == '{';
  }

  Result<json::array> all() {
    const auto owner = owners_.substr(owners_.rfind('.') + 1);
    if (in_braces_) {
      add("filters", "Variable", "the filters around the query");
    } else if (const auto at = name_.find("properties."); at != std::string::npos) {
      return properties(asking_, table_of_properties(), std::string_view(name_).substr(at + 11));
    } else if (owner == "person") {
      add_columns("persons");
    } else if (owner == "session") {
      add_columns("sessions");
    } else if (owner.starts_with("group_")) {
      for (const auto* field : {"key", "properties"}) add(field, "Variable", "String");
    } else {
      add_names();
      if (owners_.empty() && !begun_.empty()) TRY(add_functions());
    }
    return std::move(list_);
  }

 private:
  void add(std::string_view label, std::string_view kind, std::string_view detail) {
    if (begins_with(label, begun_)) list_.push_back(suggestion(label, kind, detail));
  }
  void add_columns(std::string_view table) {
    for (const auto& column : query::logical_columns(table)) add(column.name, "Variable", column.type);
  }
  bool names(std::string_view table) const {
    return text_.find(table) != std::string::npos || (is_expression_ && table == "events");
  }
  void add_names() {
    for (const auto table : query::logical_tables) {
      if (owners_.empty() && !is_expression_) add(table, "Class", "table");
      if (!names(table)) continue;
      add_columns(table);
      if (table != "events") continue;
      for (const auto* joined : {"person", "session", "group_0", "group_1", "group_2", "group_3", "group_4"})
        add(joined, "Class", "of the event");
    }
  }
  std::string_view table_of_properties() const {
    if (owners_.find("group_") != std::string::npos) return "groups";
    const bool person = owners_.find("person") != std::string::npos;
    return person || (names("persons") && !names("events")) ? "persons" : "events";
  }
  Result<> add_functions() {
    for (const auto& function : TRY(asking_.sandbox().functions())) {
      if (list_.size() >= max_suggestions) break;
      if (begins_with(function, begun_)) list_.push_back(suggestion(function, "Function", "function"));
    }
    return {};
  }

  const query::Asking& asking_;
  const std::string& text_;
  const bool is_expression_;
  std::string name_;    // "e.person.pl"
  std::string owners_;  // "e.person"
  std::string begun_;   // "pl"
  bool in_braces_ = false;
  json::array list_;
};

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
  auto suggestions = TRY(Suggestions(asking, position).all());
  const bool incomplete = suggestions.size() >= max_suggestions;
  return json::object{{"suggestions", std::move(suggestions)}, {"incomplete_list", incomplete}};
}

json::object sql_autocomplete_schema() {
  Position position;
  return query::schema_of([&](query::Shape& shape) { describe(shape, position); });
}

namespace {

// What an event has besides its columns: rows of other tables, reached by a name and a dot.
constexpr auto joined_to_events =
    std::to_array<std::pair<std::string_view, std::string_view>>({{"person", "persons"},
                                                                  {"session", "sessions"},
                                                                  {"group_0", "groups"},
                                                                  {"group_1", "groups"},
                                                                  {"group_2", "groups"},
                                                                  {"group_3", "groups"},
                                                                  {"group_4", "groups"}});

json::object joined_field(std::string_view name, std::string_view table) {
  json::array fields;
  for (const auto& column : query::logical_columns(table)) fields.emplace_back(column.name);
  return {{"name", name}, {"hogql_value", name},         {"type", "lazy_table"}, {"table", table},
          {"id", table},  {"fields", std::move(fields)}, {"schema_valid", true}};
}

}  // namespace

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
    if (table == "events")
      for (const auto& [name, of] : joined_to_events) fields[name] = joined_field(name, of);
    tables[table] =
        json::object{{"id", table}, {"name", table}, {"type", "posthog"}, {"fields", std::move(fields)}};
  }
  return json::object{{"tables", std::move(tables)}, {"joins", json::array()}};
}

json::object database_schema_schema() { return {{"type", "object"}, {"properties", json::object()}}; }

}  // namespace leapfrog::insights
