#include "query/sql/stored_people.h"

#include <fmt/format.h>

#include <algorithm>

#include "query/sql/iso_time.h"
#include "storage/events/json_column.h"

namespace leapfrog::query {
namespace {

std::string text_of(const json::value& value) { return std::string(value.as_string()); }

// 'a','b', each once.
std::string list_of(std::vector<std::string> ids) {
  std::ranges::sort(ids);
  const auto again = std::ranges::unique(ids);
  ids.erase(again.begin(), again.end());
  return fmt::format("'{}'", fmt::join(ids, "','"));
}

}  // namespace

Result<std::map<std::string, std::string>> merged_people(const ReadRows& rows, accounts::ProjectId project,
                                                         std::vector<std::string> ids) {
  std::map<std::string, std::string> merged;
  if (ids.empty()) return merged;
  for (const auto& row :
       TRY(rows({fmt::format("SELECT toString(old_person_id), toString(argMax(person_id, version)) FROM "
                             "person_overrides WHERE project_id = {} AND old_person_id IN ({}) GROUP BY "
                             "old_person_id",
                             project, list_of(std::move(ids))),
                 {},
                 {}})))
    merged.emplace(text_of(row.at(0)), text_of(row.at(1)));
  return merged;
}

Result<StoredPeople> read_stored_people(const ReadRows& rows, accounts::ProjectId project,
                                        std::vector<std::string> ids) {
  StoredPeople people;
  if (ids.empty()) return people;
  const auto list = list_of(std::move(ids));
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
           // Ids that were ever theirs are found by looking through all; the latest versions of these alone
           // say whose they are now.
           {fmt::format(
                "SELECT toString(owner), arraySort(groupArray(100)(distinct_id)) FROM (SELECT "
                "distinct_id, argMax(person_id, version) AS owner, argMax(is_deleted, version) AS gone "
                "FROM person_distinct_ids WHERE project_id = {0} AND distinct_id IN (SELECT "
                "distinct_id FROM person_distinct_ids WHERE project_id = {0} AND person_id IN ({1})) "
                "GROUP BY distinct_id) WHERE NOT gone AND owner IN ({1}) GROUP BY owner",
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
