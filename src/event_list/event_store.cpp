#include "event_list/event_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "query/sql/statement.h"
#include "storage/events/json_column.h"

namespace leapfrog::event_list {
namespace {

// A list of uuids as a ClickHouse array literal. They are ours or parsed, so there is nothing to escape.
std::string uuid_list(const std::vector<std::string>& uuids) {
  std::string list = "[";
  for (const auto& uuid : uuids) list += (list.size() > 1 ? ",'" : "'") + uuid + "'";
  return list + "]";
}

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : std::string();
}

std::string iso(std::string sql_time) {
  if (const auto space = sql_time.find(' '); space != std::string::npos) sql_time[space] = 'T';
  return sql_time + "Z";
}

}  // namespace

Result<std::vector<StoredEvent>> EventStore::list(const EventFilter& filter) const {
  std::string where;
  events::Settings parameters;
  const auto add = [&](std::string_view condition, std::string_view name, std::string value) {
    where += fmt::format(" AND {}", condition);
    parameters.emplace_back(name, std::move(value));
  };
  if (!filter.event.empty()) add("event = {event:String}", "event", filter.event);
  if (!filter.distinct_id.empty())
    add("distinct_id = {distinct_id:String}", "distinct_id", filter.distinct_id);
  if (filter.after) add("timestamp > {after:DateTime64(6, 'UTC')}", "after", format_sql(*filter.after));
  if (filter.before) add("timestamp < {before:DateTime64(6, 'UTC')}", "before", format_sql(*filter.before));
  if (filter.cursor) {
    add(filter.ascending ? "(timestamp, uuid) > ({cursor_time:DateTime64(6, 'UTC')}, {cursor_uuid:UUID})"
                         : "(timestamp, uuid) < ({cursor_time:DateTime64(6, 'UTC')}, {cursor_uuid:UUID})",
        "cursor_uuid", filter.cursor->second.text());
    parameters.emplace_back("cursor_time", format_sql(filter.cursor->first));
  }
  if (filter.person) {
    add("(person_id = {person:UUID} OR person_id IN (SELECT old_person_id FROM person_overrides FINAL WHERE "
        "project_id = {project:UInt32} AND person_id = {person:UUID}))",
        "person", filter.person->text());
  }
  const auto direction = filter.ascending ? "ASC" : "DESC";
  const auto page = TRY(rows_of_page(where,
                                     fmt::format("ORDER BY timestamp {0}, uuid {0} LIMIT {1} OFFSET {2}",
                                                 direction, filter.limit, filter.offset),
                                     std::move(parameters)));
  if (page.count == 0) return std::vector<StoredEvent>();
  return read(page.where, fmt::format("ORDER BY timestamp {0}, uuid {0} LIMIT {1}", direction, page.count),
              page.parameters);
}

// Which rows a page consists of, told by the narrow columns, as conditions over the table's key: reading
// whole events costs by the places that are looked at, so nothing but these rows is.
Result<EventStore::Page> EventStore::rows_of_page(std::string_view where, std::string_view order_and_limit,
                                                  events::Settings parameters) const {
  parameters.emplace_back("project", std::to_string(project_));
  const auto rows = TRY(engine_.rows(
      fmt::format("SELECT toString(uuid), toString(event), toString(timestamp), "
                  "toString(cityHash64(distinct_id)) FROM events WHERE project_id = {{project:UInt32}}{} {}",
                  where, order_and_limit),
      parameters));
  Page page;
  page.count = rows.size();
  if (rows.empty()) return page;
  std::vector<std::string> uuids, names, times, hashes;
  for (const auto& row : rows) {
    uuids.push_back(text_of(row.at(0)));
    names.push_back(text_of(row.at(1)));
    times.push_back(text_of(row.at(2)));
    hashes.push_back(text_of(row.at(3)));
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  const auto [first, last] = std::ranges::minmax(times);
  query::Bindings bindings;
  page.where = fmt::format(
      " AND event IN {} AND timestamp BETWEEN toDateTime64('{}', 6, 'UTC') AND toDateTime64('{}', 6, 'UTC') "
      "AND "
      "cityHash64(distinct_id) IN ({}) AND uuid IN {}",
      bindings.texts(names), first, last, fmt::join(hashes, ", "), uuid_list(uuids));
  page.parameters = bindings.parameters();
  return page;
}

Result<std::optional<StoredEvent>> EventStore::find(const Uuid& uuid) const {
  auto found = TRY(read(" AND uuid = {uuid:UUID}", "LIMIT 1", {{"uuid", uuid.text()}}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Result<std::vector<StoredEvent>> EventStore::read(std::string_view where, std::string_view order_and_limit,
                                                  events::Settings parameters) const {
  parameters.emplace_back("project", std::to_string(project_));
  const auto sql = fmt::format(
      "SELECT toString(uuid), event, distinct_id, toString(timestamp), toString(person_id), elements_chain, "
      "toJSONString(properties), properties_residue, person_mode FROM events "
      "WHERE project_id = {{project:UInt32}}{} {}",
      where, order_and_limit);
  const auto rows = TRY(engine_.rows(sql, parameters, {{"optimize_move_to_prewhere", "1"}}));
  std::vector<StoredEvent> events;
  events.reserve(rows.size());
  for (const auto& row : rows) {
    StoredEvent event;
    event.uuid = text_of(row.at(0));
    event.event = text_of(row.at(1));
    event.distinct_id = text_of(row.at(2));
    event.timestamp = iso(text_of(row.at(3)));
    event.person_id = text_of(row.at(4));
    event.elements_chain = text_of(row.at(5));
    event.properties = TRY(events::read_json(text_of(row.at(6)), text_of(row.at(7))));
    events.push_back(std::move(event));
  }
  TRY(add_persons(events));
  return events;
}

// Applies merges and fetches the people as they are now: two small queries for the whole page.
Result<> EventStore::add_persons(std::vector<StoredEvent>& events) const {
  if (events.empty()) return {};
  const events::Settings project{{"project", std::to_string(project_)}};
  std::vector<std::string> ids;
  for (const auto& event : events) ids.push_back(event.person_id);
  std::map<std::string, std::string> merged;
  for (const auto& row : TRY(engine_.rows(
           fmt::format("SELECT toString(old_person_id), toString(person_id) FROM person_overrides FINAL "
                       "WHERE project_id = {{project:UInt32}} AND old_person_id IN {}",
                       uuid_list(ids)),
           project))) {
    merged[text_of(row.at(0))] = text_of(row.at(1));
  }
  ids.clear();
  for (auto& event : events) {
    if (const auto found = merged.find(event.person_id); found != merged.end())
      event.person_id = found->second;
    ids.push_back(event.person_id);
  }
  std::map<std::string, EventPerson> people;
  for (const auto& row : TRY(engine_.rows(
           fmt::format(
               // With FINAL the properties of everybody who is stored near them would be read.
               "SELECT toString(id), is_identified, toString(created_at), toJSONString(properties), "
               "properties_residue FROM persons WHERE project_id = {{project:UInt32}} AND id IN {0} AND NOT "
               "is_deleted AND (id, version) IN (SELECT id, max(version) FROM persons WHERE project_id = "
               "{{project:UInt32}} AND id IN {0} GROUP BY id) LIMIT 1 BY id",
               uuid_list(ids)),
           project))) {
    EventPerson person;
    person.uuid = text_of(row.at(0));
    person.is_identified = row.at(1).is_bool() && row.at(1).get_bool();
    person.created_at = iso(text_of(row.at(2)));
    person.properties = TRY(events::read_json(text_of(row.at(3)), text_of(row.at(4))));
    people.emplace(person.uuid, std::move(person));
  }
  for (const auto& row : TRY(engine_.rows(
           fmt::format(
               "SELECT toString(person_id), groupArray(100)(distinct_id) FROM person_distinct_ids FINAL "
               "WHERE project_id = {{project:UInt32}} AND NOT is_deleted AND person_id IN {} GROUP BY "
               "person_id",
               uuid_list(ids)),
           project))) {
    const auto found = people.find(text_of(row.at(0)));
    if (found == people.end()) continue;
    for (const auto& id : row.at(1).as_array()) found->second.distinct_ids.push_back(text_of(id));
  }
  for (auto& event : events) {
    if (const auto found = people.find(event.person_id); found != people.end()) event.person = found->second;
  }
  return {};
}

}  // namespace leapfrog::event_list
