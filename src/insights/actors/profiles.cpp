#include "insights/actors/profiles.h"

#include <fmt/format.h>

#include "base/uuid.h"
#include "storage/events/json_column.h"

namespace leapfrog::insights {
namespace {

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : std::string();
}

std::string iso(std::string sql_time) {
  if (const auto space = sql_time.find(' '); space != std::string::npos) sql_time[space] = 'T';
  return sql_time + "Z";
}

// Ours or the engine's, so there is nothing to escape.
std::string uuid_list(const std::vector<std::string>& ids) {
  std::string list;
  for (const auto& id : ids) list += fmt::format("{}'{}'", list.empty() ? "" : ",", id);
  return list;
}

std::string name_of(const Profile& person, const std::vector<std::string>& properties) {
  for (const auto& property : properties)
    if (const auto text = string_or_empty(person.properties, property); !text.empty())
      return std::string(text);
  // A uuid was made up by a library.
  for (const auto& id : person.distinct_ids)
    if (!Uuid::parse(id)) return id;
  return person.distinct_ids.empty() ? person.id : person.distinct_ids.front();
}

}  // namespace

std::vector<std::string> name_properties(const query::Asking& asking) {
  const auto* chosen = asking.access().project().settings.if_contains("person_display_name_properties");
  std::vector<std::string> names;
  if (chosen && chosen->is_array())
    for (const auto& name : chosen->get_array())
      if (name.is_string()) names.emplace_back(name.get_string());
  if (names.empty()) names = {"email", "Email", "name", "Name", "username", "Username", "UserName"};
  return names;
}

Result<Profiles> read_people(const query::Asking& asking, const std::vector<std::string>& ids) {
  Profiles people;
  if (ids.empty()) return people;
  const auto list = uuid_list(ids);
  for (const auto& row : TRY(asking.rows(query::Statement{
           // With FINAL the properties of everybody who is stored near them would be read.
           fmt::format(
               "SELECT toString(id), is_identified, toString(created_at), toJSONString(properties), "
               "properties_residue FROM persons WHERE project_id = {0} AND id IN ({1}) AND NOT "
               "is_deleted AND (id, version) IN (SELECT id, max(version) FROM persons WHERE project_id "
               "= {0} AND id IN ({1}) GROUP BY id) LIMIT 1 BY id",
               asking.project(), list),
           {},
           {}}))) {
    Profile person;
    person.id = text_of(row.at(0));
    person.is_identified = row.at(1).is_bool() && row.at(1).get_bool();
    person.created_at = iso(text_of(row.at(2)));
    person.properties = TRY(events::read_json(text_of(row.at(3)), text_of(row.at(4))));
    people.emplace(person.id, std::move(person));
  }
  for (const auto& row : TRY(asking.rows(query::Statement{
           fmt::format("SELECT toString(person_id), arraySort(groupArray(100)(distinct_id)) "
                       "FROM person_distinct_ids FINAL "
                       "WHERE project_id = {} AND NOT is_deleted AND person_id IN ({}) GROUP BY person_id",
                       asking.project(), list),
           {},
           {}}))) {
    const auto found = people.find(text_of(row.at(0)));
    if (found == people.end()) continue;
    for (const auto& id : row.at(1).as_array()) found->second.distinct_ids.push_back(text_of(id));
  }
  const auto properties = name_properties(asking);
  for (auto& [id, person] : people) person.name = name_of(person, properties);
  return people;
}

Result<Profiles> read_groups(const query::Asking& asking, int type, const std::vector<std::string>& keys) {
  Profiles groups;
  if (keys.empty()) return groups;
  query::Bindings bindings;
  const auto sql = fmt::format(
      "SELECT key, toString(created_at), toJSONString(properties), properties_residue FROM groups FINAL "
      "WHERE project_id = {} AND type_index = {} AND has({}, key)",
      asking.project(), type, bindings.texts(keys));
  for (const auto& row : TRY(asking.rows(query::Statement{sql, bindings.parameters(), {}}))) {
    Profile group;
    group.id = text_of(row.at(0));
    group.created_at = iso(text_of(row.at(1)));
    group.properties = TRY(events::read_json(text_of(row.at(2)), text_of(row.at(3))));
    const auto name = string_or_empty(group.properties, "name");
    group.name = name.empty() ? group.id : std::string(name);
    groups.emplace(group.id, std::move(group));
  }
  return groups;
}

json::object person_json(const Profiles& people, const std::string& id) {
  const auto found = people.find(id);
  if (found == people.end()) {
    return {{"id", id},
            {"uuid", id},
            {"type", "person"},
            {"name", id},
            {"distinct_ids", json::array()},
            {"properties", json::object()},
            {"created_at", nullptr},
            {"is_identified", false}};
  }
  const auto& person = found->second;
  return {{"id", id},
          {"uuid", id},
          {"type", "person"},
          {"name", person.name},
          {"distinct_ids", json::value_from(person.distinct_ids)},
          {"properties", person.properties},
          {"created_at", person.created_at},
          {"is_identified", person.is_identified}};
}

json::object group_json(const Profiles& groups, int type, const std::string& key) {
  const auto found = groups.find(key);
  const auto properties = found == groups.end() ? json::object() : found->second.properties;
  return {{"id", key},
          {"type", "group"},
          {"name", found == groups.end() ? key : found->second.name},
          {"group_key", key},
          {"group_type_index", type},
          {"properties", properties},
          {"group_properties", properties},
          {"created_at", found == groups.end() ? json::value() : json::value(found->second.created_at)}};
}

}  // namespace leapfrog::insights
