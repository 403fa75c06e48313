#include "insights/actors/profiles.h"

#include <fmt/format.h>

#include "base/uuid.h"
#include "query/sql/iso_time.h"
#include "query/sql/stored_people.h"
#include "storage/events/json_column.h"

namespace leapfrog::insights {
namespace {

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : std::string();
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
  const auto rows = [&](const query::Statement& statement) { return asking.rows(statement); };
  for (auto& [id, person] : TRY(query::read_stored_people(rows, asking.project(), ids)))
    people.emplace(id, Profile{id, "", std::move(person.properties), std::move(person.created_at),
                               person.is_identified, std::move(person.distinct_ids)});
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
    group.created_at = query::iso_time(text_of(row.at(1)));
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
