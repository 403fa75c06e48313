#include "persons/person_reads.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <list>

#include "persons/store.h"
#include "persons/stored_properties.h"
#include "storage/meta/rows.h"

namespace leapfrog::persons {
namespace {

using meta::Connection;
using meta::Row;
using meta::Value;

constexpr std::string_view person_columns =
    "p.id, p.uuid_high, p.uuid_low, p.properties, p.created_at, p.is_identified";
constexpr std::string_view last_character = "\xf4\x8f\xbf\xbf";  // U+10FFFF

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

// Gathers a WHERE clause and its parameters.
class Conditions {
 public:
  void add(std::string_view sql, std::vector<Value> parameters) {
    sql_ += sql_.empty() ? "" : " AND ";
    sql_ += sql;
    parameters_.insert(parameters_.end(), parameters.begin(), parameters.end());
  }
  // Keeps a text alive as long as the conditions.
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }
  const std::string& sql() const { return sql_; }
  const std::vector<Value>& parameters() const { return parameters_; }

 private:
  std::string sql_;
  std::vector<Value> parameters_;
  std::list<std::string> texts_;
};

constexpr std::string_view text_of_value =
    "CASE e.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(e.value AS TEXT) END";

void add_property(Conditions& where, const PropertyFilter& filter) {
  const auto& operation = filter.operation;
  const bool negative = operation == "is_not" || operation == "not_icontains" || operation == "is_not_set";
  std::vector<Value> parameters{std::string_view(filter.key)};
  std::string any;
  for (const auto& value : filter.values) {
    if (operation == "is_set" || operation == "is_not_set") break;
    any += any.empty() ? "" : " OR ";
    if (operation == "exact" || operation == "is_not") {
      any += fmt::format("{} = ?", text_of_value);
      parameters.emplace_back(std::string_view(value));
    } else if (operation == "icontains" || operation == "not_icontains") {
      any += fmt::format("instr(lower({}), ?) > 0", text_of_value);
      parameters.emplace_back(where.keep(lower(value)));
    } else {
      const auto sign = operation == "gt" ? ">" : operation == "gte" ? ">=" : operation == "lt" ? "<" : "<=";
      any += fmt::format("(e.type IN ('integer', 'real') AND e.value {} CAST(? AS REAL))", sign);
      parameters.emplace_back(std::string_view(value));
    }
  }
  where.add(fmt::format("{} EXISTS (SELECT 1 FROM json_each(p.properties) e WHERE e.key = ?{})",
                        negative ? "NOT" : "", any.empty() ? "" : " AND (" + any + ")"),
            std::move(parameters));
}

void add_search(Conditions& where, ProjectId project, const std::string& search) {
  const auto part = where.keep(lower(search));
  const auto end = where.keep(search + std::string(last_character));
  const auto uuid = Uuid::parse(search).value_or(Uuid());
  where.add(
      "p.id IN (SELECT id FROM persons WHERE project_id = ? AND email IS NOT NULL AND instr(email, ?) > 0 "
      "UNION SELECT id FROM persons WHERE project_id = ? AND name IS NOT NULL AND instr(name, ?) > 0 "
      "UNION SELECT person_id FROM distinct_ids WHERE project_id = ? AND distinct_id >= ? AND distinct_id < "
      "? "
      "UNION SELECT id FROM persons WHERE uuid_high = ? AND uuid_low = ?)",
      {project, part, project, part, project, std::string_view(search), end, store::high_of(uuid),
       store::low_of(uuid)});
}

void add_filter(Conditions& where, ProjectId project, const PersonFilter& filter) {
  where.add("p.project_id = ?", {project});
  if (!filter.email.empty()) where.add("p.email = ?", {where.keep(lower(filter.email))});
  if (!filter.distinct_id.empty())
    where.add("p.id = (SELECT person_id FROM distinct_ids WHERE project_id = ? AND distinct_id = ?)",
              {project, std::string_view(filter.distinct_id)});
  if (!filter.search.empty()) add_search(where, project, filter.search);
  for (const auto& property : filter.properties) add_property(where, property);
}

Result<> add_distinct_ids(Connection& connection, PersonView& person) {
  return connection.query(
      "SELECT distinct_id FROM distinct_ids WHERE person_id = ? ORDER BY distinct_id LIMIT ?",
      {person.id, static_cast<std::int64_t>(max_listed_ids)},
      [&](const Row& row) { person.distinct_ids.push_back(row.text(0)); });
}

Result<std::vector<PersonView>> read_people(Connection& connection, std::string_view sql,
                                            const std::vector<Value>& parameters) {
  std::vector<PersonView> people;
  Result<> readable;
  TRY(connection.query(sql, parameters, [&](const Row& row) {
    auto properties = read_properties(row.view(3));
    if (!properties) {
      readable = Failure(properties.error());
      return;
    }
    people.push_back({row.integer(0),
                      store::uuid_from(row.integer(1), row.integer(2)),
                      **properties,
                      from_micros(row.integer(4)),
                      row.integer(5) != 0,
                      {}});
  }));
  TRY(std::move(readable));
  for (auto& person : people) TRY(add_distinct_ids(connection, person));
  return people;
}

Result<std::vector<GroupView>> read_groups(Connection& connection, std::string_view sql,
                                           const std::vector<Value>& parameters) {
  std::vector<GroupView> groups;
  Result<> readable;
  TRY(connection.query(sql, parameters, [&](const Row& row) {
    auto properties = read_properties(row.view(2));
    if (!properties) {
      readable = Failure(properties.error());
      return;
    }
    groups.push_back(
        {static_cast<int>(row.integer(0)), row.text(1), **properties, from_micros(row.integer(3))});
  }));
  TRY(std::move(readable));
  return groups;
}

// Rows of (properties, created_at).
Result<> visit_rows(Connection& connection, std::string_view sql, const std::vector<Value>& parameters,
                    const Visit& visit) {
  Result<> readable;
  TRY(connection.query(sql, parameters, [&](const Row& row) {
    const auto properties = read_properties(row.view(0));
    if (properties) {
      visit(**properties, from_micros(row.integer(1)));
    } else {
      readable = Failure(properties.error());
    }
  }));
  return readable;
}

}  // namespace

Result<std::int64_t> visit_people(Connection& connection, ProjectId project, std::int64_t limit,
                                  const Visit& visit) {
  TRY(visit_rows(connection,
                 "SELECT properties, created_at FROM persons WHERE project_id = ? ORDER BY id DESC LIMIT ?",
                 {project, limit}, visit));
  return meta::find_number(connection, "SELECT count(*) FROM persons WHERE project_id = ?", {project});
}

Result<std::int64_t> visit_groups(Connection& connection, ProjectId project, int type_index,
                                  std::int64_t limit, const Visit& visit) {
  TRY(visit_rows(connection,
                 "SELECT properties, created_at FROM groups WHERE project_id = ? AND type_index = ? "
                 "ORDER BY id DESC LIMIT ?",
                 {project, std::int64_t{type_index}, limit}, visit));
  return meta::find_number(connection, "SELECT count(*) FROM groups WHERE project_id = ? AND type_index = ?",
                           {project, std::int64_t{type_index}});
}

Result<std::vector<PersonView>> list_people(Connection& connection, ProjectId project,
                                            const PersonFilter& filter, std::int64_t limit,
                                            std::int64_t offset) {
  Conditions where;
  add_filter(where, project, filter);
  auto parameters = where.parameters();
  parameters.emplace_back(limit);
  parameters.emplace_back(offset);
  return read_people(connection,
                     fmt::format("SELECT {} FROM persons p WHERE {} ORDER BY p.id {} LIMIT ? OFFSET ?",
                                 person_columns, where.sql(), filter.oldest_first ? "ASC" : "DESC"),
                     parameters);
}

Result<std::vector<PersonView>> people_after(Connection& connection, ProjectId project, std::int64_t after,
                                             std::int64_t limit) {
  return read_people(
      connection,
      fmt::format("SELECT {} FROM persons p WHERE p.project_id = ? AND p.id > ? ORDER BY p.id LIMIT ?",
                  person_columns),
      {project, after, limit});
}

Result<std::vector<KnownAs>> names_of_people(Connection& connection, ProjectId project,
                                             const PersonFilter& filter) {
  Conditions where;
  add_filter(where, project, filter);
  const auto read = [](const Row& row) {
    return KnownAs{store::uuid_from(row.integer(0), row.integer(1)), row.integer(2)};
  };
  auto names = TRY(meta::find_all(
      connection, fmt::format("SELECT p.uuid_high, p.uuid_low, p.id FROM persons p WHERE {}", where.sql()),
      where.parameters(), read));
  const auto earlier = TRY(meta::find_all(
      connection,
      fmt::format(
          "SELECT o.old_high, o.old_low, p.id FROM persons p JOIN person_overrides o ON o.person_id = "
          "p.id WHERE {}",
          where.sql()),
      where.parameters(), read));
  names.insert(names.end(), earlier.begin(), earlier.end());
  std::ranges::sort(names, {}, &KnownAs::uuid);
  return names;
}

Result<std::optional<PersonView>> find_person(Connection& connection, ProjectId project,
                                              std::string_view id) {
  std::int64_t row = 0;
  if (const auto uuid = Uuid::parse(id))
    row = TRY(store::person_row(connection, project, *uuid));
  else if (const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), row);
           error != std::errc() || end != id.data() + id.size())
    row = 0;
  auto people = TRY(read_people(
      connection, fmt::format("SELECT {} FROM persons p WHERE p.id = ? AND p.project_id = ?", person_columns),
      {row, project}));
  if (people.empty()) return std::nullopt;
  return std::move(people.front());
}

Result<std::vector<PropertyValue>> property_values(Connection& connection, ProjectId project,
                                                   std::string_view key, std::string_view part) {
  std::vector<PropertyValue> values;
  const auto wanted = lower(part);
  TRY(connection.query(
      "SELECT e.value, e.type, count(*) AS n FROM (SELECT properties FROM persons WHERE project_id = ? "
      "ORDER BY id DESC LIMIT 10000) p, json_each(p.properties) e WHERE e.key = ? AND "
      "(? = '' OR instr(lower(e.value), ?) > 0) GROUP BY e.value, e.type ORDER BY n DESC, e.value LIMIT 50",
      {project, key, std::string_view(wanted), std::string_view(wanted)}, [&](const Row& row) {
        const auto type = row.view(1);
        json::value value = json::string(row.view(0));
        if (type == "integer") value = row.integer(0);
        if (type == "real") value = row.real(0);
        if (type == "true" || type == "false") value = type == "true";
        if (type == "null") value = nullptr;
        values.push_back({std::move(value), row.integer(2)});
      }));
  return values;
}

Result<std::vector<GroupView>> list_groups(Connection& connection, ProjectId project,
                                           const GroupFilter& filter, std::int64_t limit,
                                           std::int64_t offset) {
  const auto part = lower(filter.search);
  return read_groups(
      connection,
      "SELECT type_index, group_key, properties, created_at FROM groups WHERE project_id = ? AND "
      "type_index = ? AND (? = '' OR instr(lower(group_key), ?) > 0 OR "
      "instr(lower(coalesce(json_extract(properties, '$.name'), '')), ?) > 0) "
      "ORDER BY group_key LIMIT ? OFFSET ?",
      {project, std::int64_t{filter.type_index}, std::string_view(part), std::string_view(part),
       std::string_view(part), limit, offset});
}

Result<std::optional<GroupView>> find_group(Connection& connection, ProjectId project, int type_index,
                                            std::string_view key) {
  auto groups = TRY(read_groups(connection,
                                "SELECT type_index, group_key, properties, created_at FROM groups WHERE "
                                "project_id = ? AND type_index = ? AND group_key = ?",
                                {project, std::int64_t{type_index}, key}));
  if (groups.empty()) return std::nullopt;
  return std::move(groups.front());
}

Result<std::vector<GroupTypeView>> list_group_types(Connection& connection, ProjectId project) {
  std::vector<GroupTypeView> types;
  TRY(connection.query(
      "SELECT type_index, name, name_singular, name_plural FROM group_types WHERE project_id = ? "
      "ORDER BY type_index",
      {project}, [&](const Row& row) {
        types.push_back(
            {static_cast<int>(row.integer(0)), row.text(1), row.optional_text(2), row.optional_text(3)});
      }));
  return types;
}

Result<> name_group_type(Connection& connection, ProjectId project, const GroupTypeView& type) {
  const auto text = [](const std::optional<std::string>& name) {
    return name ? Value(std::string_view(*name)) : Value(nullptr);
  };
  return connection.execute(
      "UPDATE group_types SET name_singular = ?, name_plural = ? WHERE project_id = ? AND type_index = ?",
      {text(type.singular), text(type.plural), project, std::int64_t{type.index}});
}

Result<std::vector<ErasureView>> list_erasures(Connection& connection, ProjectId project,
                                               std::string_view uuid, std::int64_t limit,
                                               std::int64_t offset) {
  std::vector<ErasureView> erasures;
  TRY(connection.query(
      "SELECT uuid, person, with_person, with_events, distinct_ids, requested_at, finished_at, events "
      "FROM erasures WHERE project_id = ? AND (? = '' OR uuid = ?) ORDER BY id DESC LIMIT ? OFFSET ?",
      {project, uuid, uuid, limit, offset}, [&](const Row& row) {
        erasures.push_back({row.text(0), row.text(1), row.integer(2) != 0, row.integer(3) != 0,
                            row.integer(4), from_micros(row.integer(5)), std::nullopt, row.integer(7)});
        if (!row.is_null(6)) erasures.back().finished_at = from_micros(row.integer(6));
      }));
  return erasures;
}

}  // namespace leapfrog::persons
