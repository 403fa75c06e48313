#include "insights/sql/sql.h"

#include <fmt/format.h>

#include <algorithm>

#include "insights/sql/sql_query.h"

namespace leapfrog::insights {
namespace {

// Errors of the text say where they are.
Error placed(Error error, std::string_view sql) {
  if (error.code != "invalid_sql" && error.code != "not_allowed") return error;
  const auto place = query::place_of(error, sql);
  if (place.start != 0 || place.end != query::count_characters(sql))
    error.detail += fmt::format(" (characters {} to {} of the query)", place.start + 1, place.end);
  if (error.code == "not_allowed") error.kind = ErrorKind::invalid;
  return error;
}

json::array column_types(const events::Selection& selection) {
  json::array types;
  for (std::size_t i = 0; i < selection.types.size(); ++i)
    types.push_back(json::array{selection.names.at(i), selection.types[i]});
  return types;
}

}  // namespace

Result<json::object> answer_sql(const query::Asking& asking, const json::object& query) {
  const auto select = TRY(parse_sql(query));
  const auto approved = query::approve_select(asking, select);
  if (!approved) return std::unexpected(placed(approved.error(), select.sql));
  auto selection = asking.select(approved->statement);
  if (!selection) return std::unexpected(placed(std::move(selection).error(), select.sql));
  const auto limit = static_cast<std::size_t>(approved->limit);
  const bool has_more = selection->rows.size() > limit;
  if (has_more) selection->rows.resize(limit);
  json::array results;
  for (auto& row : selection->rows) results.push_back(std::move(row));
  return json::object{{"results", std::move(results)},
                      {"columns", json::value_from(selection->names)},
                      {"types", column_types(*selection)},
                      {"hogql", select.sql},
                      {"query", select.sql},
                      {"hasMore", has_more},
                      {"limit", approved->limit},
                      {"offset", approved->offset}};
}

json::object sql_schema() {
  query::UserSelect select;
  return query::schema_of([&](query::Shape& shape) { describe(shape, select); });
}

Result<query::Actors> sql_actors(const query::Asking& asking, query::Bindings&,
                                 const query::ActorsRequest& request) {
  auto select = TRY(parse_sql(request.source));
  select.default_limit = select.max_limit;
  auto approved = TRY(query::approve_select(asking, select));
  const auto columns = TRY(asking.select(
      query::Statement{fmt::format("SELECT * FROM ({}) LIMIT 0", approved.statement.sql), {}, {}}));
  for (const std::string_view name : {"actor_id", "person_id", "id"}) {
    if (std::find(columns.names.begin(), columns.names.end(), name) == columns.names.end()) continue;
    const bool counted =
        std::find(columns.names.begin(), columns.names.end(), "event_count") != columns.names.end();
    return query::Actors{
        fmt::format("SELECT assumeNotNull(accurateCastOrNull(toString({0}), 'UUID')) AS actor_id, {1} AS "
                    "event_count FROM ({2}) WHERE isNotNull(accurateCastOrNull(toString({0}), 'UUID')) GROUP "
                    "BY actor_id",
                    query::quote_name(name), counted ? "sum(`event_count`)" : "count()",
                    approved.statement.sql),
        std::nullopt,
        {}};
  }
  return invalid("The query must have a column actor_id, person_id or id.", request.path + ".query",
                 "invalid_sql");
}

}  // namespace leapfrog::insights
