#include "query/sql/logical_tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "query/sql/cohort_rows.h"
#include "query/sql/sessions.h"

namespace leapfrog::query {
namespace {

// What a column shows, over the engine's own table.
struct Column {
  std::string_view name;
  std::string_view type;
  std::string_view expression;  // {0} is the project's time zone in quotes
};

constexpr std::array<Column, 15> event_columns = {{
    {"uuid", "UUID", "e.uuid"},
    {"event", "String", "toString(e.event)"},
    {"properties", "JSON", "toJSONString(e.properties)"},
    {"timestamp", "DateTime", "toTimeZone(e.timestamp, {0})"},
    {"distinct_id", "String", "e.distinct_id"},
    {"elements_chain", "String", "e.elements_chain"},
    {"created_at", "DateTime", "toTimeZone(e.received_at, {0})"},
    {"person_mode", "String", "toString(e.person_mode)"},
    {"$session_id", "String", "e.session_id"},
    {"$window_id", "String", "CAST(e.properties.`$window_id`, 'Nullable(String)')"},
    {"$group_0", "String", "e.group0_key"},
    {"$group_1", "String", "e.group1_key"},
    {"$group_2", "String", "e.group2_key"},
    {"$group_3", "String", "e.group3_key"},
    {"$group_4", "String", "e.group4_key"},
}};

// Over a row `r`: without its name, `properties.size` would be the length of the text that properties shows.
constexpr std::array<Column, 4> person_columns = {{
    {"id", "UUID", "r.id"},
    {"created_at", "DateTime", "toTimeZone(r.created_at, {0})"},
    {"properties", "JSON", "toJSONString(r.properties)"},
    {"is_identified", "Boolean", "r.is_identified"},
}};

constexpr std::array<Column, 2> distinct_id_columns = {{
    {"distinct_id", "String", "r.distinct_id"},
    {"person_id", "UUID", "r.person_id"},
}};

constexpr std::array<Column, 4> group_columns = {{
    {"index", "Integer", "r.type_index"},
    {"key", "String", "r.key"},
    {"created_at", "DateTime", "toTimeZone(r.created_at, {0})"},
    {"properties", "JSON", "toJSONString(r.properties)"},
}};

constexpr std::array<Column, 2> cohort_columns = {{
    {"cohort_id", "Integer", "r.cohort_id"},
    {"person_id", "UUID", "r.person_id"},
}};

std::string shown(const Column& column, std::string_view zone) {
  auto expression = std::string(column.expression);
  if (const auto at = expression.find("{0}"); at != std::string::npos)
    expression.replace(at, 3, fmt::format("'{}'", zone));
  return fmt::format("{} AS {}", expression, quote_name(column.name));
}

template <class Columns>
std::string list_of(const Columns& columns, std::string_view zone) {
  std::string list;
  for (const auto& column : columns) list += (list.empty() ? "" : ", ") + shown(column, zone);
  return list;
}

// The first one always: a SELECT has to have a column.
std::string list_of_events(const UsedNames& used, std::string_view zone) {
  auto list = shown(event_columns.front(), zone);
  for (std::size_t i = 1; i < event_columns.size(); ++i)
    if (used.any || used.words.contains(event_columns[i].name)) list += ", " + shown(event_columns[i], zone);
  return list;
}

// The properties that are named and that the table keeps in `column`.
Result<std::string> properties(const Asking& asking, const UsedNames& used, std::string_view owner,
                               PropertyHome home, std::string_view column) {
  std::string list;
  for (const auto& name : used.names) {
    if (!name.property || name.owner != owner) continue;
    auto property = *name.property;
    property.home = home;
    list += fmt::format(
        ", {} AS {}", typed(fmt::format("{}.{}", column, path_of(property)), TRY(type_of(asking, property))),
        quote_name(name.column()));
  }
  return list;
}

// Those that began in the time of `rows` and have an event among them, when they are restricted. Only facts
// that are named: planning all of them, text and all, can take longer than answering.
std::string sessions_table(const UsedNames& used, EventRows& rows) {
  SessionsRequest request;
  for (const auto& fact : session_facts())
    if (used.any || used.words.contains(fact.name)) request.facts.push_back(&fact);
  if (rows.restricted()) request.ids = "SELECT e.session_id " + rows.sql();
  request.around = rows.time();
  request.only_begun_within = true;
  return sessions_sql(rows.asking(), request, rows.bindings());
}

std::string_view shown_type(FactType type) {
  switch (type) {
    case FactType::text:
      return "String";
    case FactType::number:
      return "Integer";
    case FactType::boolean:
      return "Boolean";
    case FactType::time:
      return "DateTime";
  }
  return "";
}

Result<std::string> field_of_event(const MeantName& name, EventRows& rows) {
  const auto& zone = rows.asking().calendar().zone();
  const auto properties_of = [&](std::string_view column) { return fmt::format("toJSONString({})", column); };
  if (name.owner == "person") {
    if (name.field == "id") return rows.person();
    if (name.field == "created_at") return fmt::format("toTimeZone(e.person_created_at, '{}')", zone);
    if (name.field == "is_identified") return std::string("(e.person_mode = 'full')");
    if (name.field == "properties") return properties_of("e.person_properties");
  } else if (name.owner.starts_with("group_")) {
    if (name.field == "key") return fmt::format("e.group{}_key", name.owner.back());
    if (name.field == "properties")
      return properties_of(fmt::format("e.group{}_properties", name.owner.back()));
  } else if (const auto* fact = find_session_fact(name.field)) {
    return rows.session(*fact);
  }
  return invalid(fmt::format("There is no `{}`.", name.column()), "query", "invalid_sql");
}

Result<std::string> events_sql(const UsedNames& used, EventRows rows) {
  const auto& asking = rows.asking();
  auto list = list_of_events(used, asking.calendar().zone());
  if (used.person) list += fmt::format(", {} AS person_id", used.as_stored ? "e.person_id" : rows.person());
  list += TRY(properties(asking, used, "", PropertyHome::events, "e.properties"));
  list += TRY(properties(asking, used, "person", PropertyHome::persons, "e.person_properties"));
  for (int i = 0; i < 5; ++i)
    list += TRY(properties(asking, used, fmt::format("group_{}", i), PropertyHome::groups,
                           fmt::format("e.group{}_properties", i)));
  for (const auto& name : used.names)
    if (!name.property)
      list += fmt::format(", {} AS {}", TRY(field_of_event(name, rows)), quote_name(name.column()));
  return fmt::format("(SELECT {} {})", list, rows.sql());
}

// The rows of cohort_people that are up to date: of all cohorts, and of the lists that people made.
std::string all_versions(const Asking& asking) {
  return fmt::format(
      "(c.cohort_id, c.version) IN (SELECT cohort_id, max(version) FROM cohort_people WHERE project_id = {} "
      "GROUP BY cohort_id)",
      asking.project());
}
Result<std::string> static_versions(const Asking& asking) {
  std::string pairs;
  for (const auto& cohort : TRY(asking.static_cohorts()))
    pairs += fmt::format("{}({}, {})", pairs.empty() ? "" : ", ", cohort.id, cohort.version);
  if (pairs.empty()) return std::string("0");
  return fmt::format("(c.cohort_id, c.version) IN ({})", pairs);
}

}  // namespace

bool is_logical_table(std::string_view name) {
  return std::find(logical_tables.begin(), logical_tables.end(), name) != logical_tables.end();
}

void UsedNames::add(const MeantName& name) {
  const auto same = [&](const MeantName& other) { return other.column() == name.column(); };
  if (std::none_of(names.begin(), names.end(), same)) names.push_back(name);
}

Result<std::string> logical_table(std::string_view name, const UsedNames& used, EventRows rows) {
  const auto& asking = rows.asking();
  const auto& zone = asking.calendar().zone();
  if (name == "events") return events_sql(used, std::move(rows));
  if (name == "sessions") return sessions_table(used, rows);
  if (name == "persons") {
    return fmt::format("(SELECT {}{} FROM persons AS r FINAL WHERE r.project_id = {} AND NOT r.is_deleted)",
                       list_of(person_columns, zone),
                       TRY(properties(asking, used, "", PropertyHome::persons, "r.properties")),
                       asking.project());
  }
  if (name == "person_distinct_ids") {
    return fmt::format(
        "(SELECT {} FROM person_distinct_ids AS r FINAL WHERE r.project_id = {} AND NOT r.is_deleted)",
        list_of(distinct_id_columns, zone), asking.project());
  }
  if (name == "groups") {
    return fmt::format(
        "(SELECT {}{} FROM groups AS r FINAL WHERE r.project_id = {})", list_of(group_columns, zone),
        TRY(properties(asking, used, "", PropertyHome::groups, "r.properties")), asking.project());
  }
  const auto versions = name == "static_cohort_people" ? TRY(static_versions(asking)) : all_versions(asking);
  return fmt::format("(SELECT {} FROM ({}) AS r)", list_of(cohort_columns, zone),
                     cohort_rows(versions, asking));
}

std::vector<LogicalColumn> logical_columns(std::string_view table) {
  std::vector<LogicalColumn> list;
  const auto take = [&](const auto& columns) {
    for (const auto& column : columns) list.push_back({column.name, column.type});
  };
  if (table == "events") {
    take(event_columns);
    list.push_back({"person_id", "UUID"});
  }
  if (table == "persons") take(person_columns);
  if (table == "person_distinct_ids") take(distinct_id_columns);
  if (table == "sessions")
    for (const auto& fact : session_facts()) list.push_back({fact.name, shown_type(fact.type)});
  if (table == "groups") take(group_columns);
  if (table == "cohort_people" || table == "static_cohort_people") take(cohort_columns);
  return list;
}

std::vector<std::string> hidden_columns(const UsedNames& used) {
  std::vector<std::string> list;
  for (const auto& name : used.names) list.push_back(name.column());
  return list;
}

}  // namespace leapfrog::query
