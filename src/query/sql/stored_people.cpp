#include "query/sql/stored_people.h"

#include <fmt/format.h>

#include <algorithm>

#include "storage/events/json_column.h"

namespace leapfrog::query {

std::string iso_time(std::string sql_time) {
  if (const auto space = sql_time.find(' '); space != std::string::npos) sql_time[space] = 'T';
  return sql_time + "Z";
}

Result<StoredPeople> read_stored_people(const ReadRows& rows, accounts::ProjectId project,
                                        std::vector<std::string> ids) {
  StoredPeople people;
  if (ids.empty()) return people;
  std::ranges::sort(ids);
  const auto again = std::ranges::unique(ids);
  ids.erase(again.begin(), again.end());
  const auto list = fmt::format("'{}'", fmt::join(ids, "','"));
  const auto text_of = [](const json::value& value) { return std::string(value.as_string()); };
  for (const auto& row : TRY(rows(
           // With FINAL the properties of everybody who is stored near them would be read.
           {fmt::format("SELECT toString(id), is_identified, toString(created_at), toJSONString(properties), "
                        "properties_residue FROM persons WHERE project_id = {0} AND id IN ({1}) AND NOT "
                        "is_deleted AND (id, version) IN (SELECT id, max(version) FROM persons WHERE "
                        "project_id = {0} AND id IN ({1}) GROUP BY id) LIMIT 1 BY id",
                        project, list),
            {},
            {}}))) {
    StoredPerson person;
    person.id = text_of(row.at(0));
    person.is_identified = row.at(1).is_bool() && row.at(1).get_bool();
    person.created_at = iso_time(text_of(row.at(2)));
    person.properties = TRY(events::read_json(text_of(row.at(3)), text_of(row.at(4))));
    people.emplace(person.id, std::move(person));
  }
  for (const auto& row : TRY(rows(
           {fmt::format("SELECT toString(person_id), arraySort(groupArray(100)(distinct_id)) FROM "
                        "person_distinct_ids FINAL WHERE project_id = {} AND NOT is_deleted AND person_id "
                        "IN ({}) GROUP BY person_id",
                        project, list),
            {},
            {}}))) {
    const auto found = people.find(text_of(row.at(0)));
    if (found == people.end()) continue;
    for (const auto& id : row.at(1).as_array()) found->second.distinct_ids.push_back(text_of(id));
  }
  return people;
}

}  // namespace leapfrog::query
