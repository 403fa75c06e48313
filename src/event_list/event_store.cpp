#include "event_list/event_store.h"

#include <fmt/format.h>

#include <map>

#include "query/sql/iso_time.h"
#include "query/sql/statement.h"
#include "storage/events/json_column.h"

namespace leapfrog::event_list {
namespace {

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : std::string();
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
  const auto page = TRY(page_of(where,
                                fmt::format("ORDER BY timestamp {0}, uuid {0} LIMIT {1} OFFSET {2}",
                                            direction, filter.limit, filter.offset),
                                std::move(parameters)));
  if (page.empty()) return std::vector<StoredEvent>();
  query::Bindings bindings;
  const auto these = " AND " + query::is_one_of(page, "", bindings);
  return read(these, fmt::format("ORDER BY timestamp {0}, uuid {0} LIMIT {1}", direction, page.size()),
              bindings.parameters());
}

// Which rows a page consists of, told by the narrow columns.
Result<std::vector<query::EventKey>> EventStore::page_of(std::string_view where,
                                                         std::string_view order_and_limit,
                                                         events::Settings parameters) const {
  parameters.emplace_back("project", std::to_string(project_));
  std::vector<query::EventKey> keys;
  for (const auto& row : TRY(engine_.rows(
           fmt::format(
               "SELECT toString(uuid), toString(event), toUnixTimestamp64Micro(timestamp), "
               "toString(cityHash64(distinct_id)) FROM events WHERE project_id = {{project:UInt32}}{} {}",
               where, order_and_limit),
           parameters)))
    keys.push_back({text_of(row.at(0)), text_of(row.at(1)), from_micros(row.at(2).to_number<std::int64_t>()),
                    text_of(row.at(3))});
  return keys;
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
    event.timestamp = query::iso_time(text_of(row.at(3)));
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
  const auto rows = [&](const query::Statement& statement) {
    return engine_.rows(statement.sql, statement.parameters);
  };
  std::vector<std::string> ids;
  for (const auto& event : events) ids.push_back(event.person_id);
  const auto merged = TRY(query::merged_people(rows, project_, ids));
  ids.clear();
  for (auto& event : events) {
    if (const auto found = merged.find(event.person_id); found != merged.end())
      event.person_id = found->second;
    ids.push_back(event.person_id);
  }
  const auto people = TRY(query::read_stored_people(rows, project_, std::move(ids)));
  for (auto& event : events) {
    if (const auto found = people.find(event.person_id); found != people.end()) event.person = found->second;
  }
  return {};
}

}  // namespace leapfrog::event_list
