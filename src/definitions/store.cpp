#include "definitions/store.h"

#include <fmt/format.h>

#include "base/uuid.h"
#include "definitions/session_properties.h"
#include "storage/meta/rows.h"

namespace leapfrog::definitions {
namespace {

std::optional<std::int64_t> optional_integer(const meta::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
}
std::optional<Instant> optional_instant(const meta::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(from_micros(row.integer(column)));
}
meta::Value value_of(const std::optional<std::int64_t>& number) {
  return number ? meta::Value(*number) : meta::Value(nullptr);
}
meta::Value value_of(const std::optional<Instant>& instant) {
  return instant ? meta::Value(to_micros(*instant)) : meta::Value(nullptr);
}

std::string list_text(const std::vector<std::string>& items) {
  json::array list;
  for (const auto& item : items) list.emplace_back(item);
  return json::serialize(list);
}

constexpr std::string_view notes_columns =
    "description, tags, hidden, verified, verified_at, verified_by, updated_at, updated_by";

// The eight columns of `notes_columns`.
Notes read_notes(const meta::Row& row, int first) {
  Notes notes;
  notes.description = row.text(first);
  if (const auto tags = parse_json(row.view(first + 1)); tags && tags->is_array()) {
    for (const auto& tag : tags->get_array()) {
      if (tag.is_string()) notes.tags.emplace_back(tag.get_string());
    }
  }
  notes.hidden = row.integer(first + 2) != 0;
  notes.verified = row.integer(first + 3) != 0;
  notes.verified_at = optional_instant(row, first + 4);
  notes.verified_by = optional_integer(row, first + 5);
  notes.updated_at = optional_instant(row, first + 6);
  notes.updated_by = optional_integer(row, first + 7);
  return notes;
}

EventDefinition read_event(const meta::Row& row) {
  EventDefinition event;
  event.row = row.integer(0);
  event.uuid = row.text(1);
  event.name = row.text(2);
  event.created_at = from_micros(row.integer(3));
  event.last_seen_at = from_micros(row.integer(4));
  event.owner = optional_integer(row, 5);
  event.notes = read_notes(row, 6);
  return event;
}

PropertyDefinition read_property(const meta::Row& row) {
  PropertyDefinition property;
  property.row = row.integer(0);
  property.uuid = row.text(1);
  property.owner = static_cast<Owner>(row.integer(2));
  property.group_type = static_cast<int>(row.integer(3));
  property.name = row.text(4);
  if (!row.is_null(5)) property.type = type_of_name(row.view(5));
  property.created_at = from_micros(row.integer(6));
  property.notes = read_notes(row, 7);
  return property;
}

std::string event_columns() {
  return fmt::format("id, uuid, name, created_at, last_seen_at, owner, {}", notes_columns);
}
std::string property_columns() {
  return fmt::format("id, uuid, owner, group_type, name, property_type, created_at, {}", notes_columns);
}

// A WHERE clause with its parameters; texts given to it live as long as it does.
class Condition {
 public:
  explicit Condition(ProjectId project) : sql_("project_id = ?"), parameters_{project} {}

  void add(std::string_view sql) { sql_ += fmt::format(" AND {}", sql); }
  void add(std::string_view sql, std::int64_t number) {
    add(sql);
    parameters_.emplace_back(number);
  }
  void add(std::string_view sql, std::string text) {
    add(sql);
    parameters_.emplace_back(keep(std::move(text)));
  }
  // Every word occurs in the name or the description.
  void search(std::string_view text) {
    while (!text.empty()) {
      const auto end = std::min(text.find(' '), text.size());
      if (end > 0) {
        auto pattern = like_pattern(text.substr(0, end));
        add("(name LIKE ? ESCAPE '\\'", pattern);
        sql_ += " OR description LIKE ? ESCAPE '\\')";
        parameters_.emplace_back(keep(std::move(pattern)));
      }
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }
  void flag(std::string_view column, std::optional<bool> wanted) {
    if (wanted) add(fmt::format("{} = {}", column, *wanted ? 1 : 0));
  }
  // One of a list, as JSON: however long, it is one parameter.
  void one_of(std::string_view column, const std::vector<std::string>& list, bool is_in) {
    if (list.empty()) return;
    add(fmt::format("{} {} (SELECT value FROM json_each(?))", column, is_in ? "IN" : "NOT IN"),
        list_text(list));
  }
  void tagged(const std::vector<std::string>& tags) {
    if (tags.empty()) return;
    add("EXISTS (SELECT 1 FROM json_each(tags) t WHERE t.value IN (SELECT value FROM json_each(?)))",
        list_text(tags));
  }

  std::string_view keep(std::string text) {
    return *texts_.emplace_back(std::make_unique<std::string>(std::move(text)));
  }
  const std::string& sql() const { return sql_; }
  std::vector<meta::Value> parameters() const { return parameters_; }

 private:
  static std::string like_pattern(std::string_view word) {
    std::string out = "%";
    for (const char c : word) {
      if (c == '%' || c == '_' || c == '\\') out += '\\';
      out += c;
    }
    return out + "%";
  }

  std::string sql_;
  std::vector<meta::Value> parameters_;
  std::vector<std::unique_ptr<std::string>> texts_;
};

template <class T, class Read>
Result<Listed<T>> listed(meta::Connection& connection, const Condition& where, std::string_view table,
                         const std::string& columns, std::string_view order, http::Page page, Read read) {
  Listed<T> out;
  out.count = TRY(meta::find_number(
      connection, fmt::format("SELECT count(*) FROM {} WHERE {}", table, where.sql()), where.parameters()));
  auto parameters = where.parameters();
  parameters.emplace_back(page.limit);
  parameters.emplace_back(page.offset);
  out.rows = TRY(meta::find_all(connection,
                                fmt::format("SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT ? OFFSET ?",
                                            columns, table, where.sql(), order),
                                parameters, read));
  return out;
}

Listed<PropertyDefinition> list_session_properties(const PropertyFilter& filter, http::Page page) {
  Listed<PropertyDefinition> out;
  const auto has = [](const std::vector<std::string>& list, std::string_view name) {
    return std::ranges::find(list, name) != list.end();
  };
  for (const auto& known : session_properties()) {
    const bool is_numerical = known.type == PropertyType::numeric;
    if (known.name.find(filter.search) == std::string_view::npos || has(filter.excluded, known.name) ||
        (!filter.names.empty() && !has(filter.names, known.name)) ||
        (filter.numerical && *filter.numerical != is_numerical) || filter.verified.value_or(false) ||
        filter.hidden.value_or(false) || filter.feature_flag.value_or(false) || filter.without_known ||
        !filter.tags.empty())
      continue;
    if (const auto index = out.count++; index < page.offset || index >= page.offset + page.limit) continue;
    PropertyDefinition property;
    property.uuid = known.name;
    property.owner = Owner::session;
    property.name = known.name;
    property.type = known.type;
    property.notes.description = known.description;
    out.rows.push_back(std::move(property));
  }
  return out;
}

constexpr std::string_view has_event =
    "EXISTS (SELECT 1 FROM event_properties ep JOIN event_definitions e ON e.id = ep.event_id "
    "WHERE ep.property_id = property_definitions.id AND e.name IN (SELECT value FROM json_each(?)))";

}  // namespace

Result<Listed<EventDefinition>> list_events(meta::Connection& connection, ProjectId project,
                                            const EventFilter& filter, http::Page page) {
  Condition where(project);
  where.search(filter.search);
  if (filter.kind != EventFilter::Kind::all)
    where.add(filter.kind == EventFilter::Kind::known ? "name LIKE '$%'" : "name NOT LIKE '$%'");
  where.one_of("name", filter.names, true);
  where.tagged(filter.tags);
  where.flag("verified", filter.verified);
  where.flag("hidden", filter.hidden);
  const bool descending = filter.order.starts_with('-');
  const auto column = descending ? filter.order.substr(1) : filter.order;
  const auto order = fmt::format("{} {}, name", column, descending ? "DESC" : "ASC");
  return listed<EventDefinition>(connection, where, "event_definitions", event_columns(), order, page,
                                 read_event);
}

Result<Listed<PropertyDefinition>> list_properties(meta::Connection& connection, ProjectId project,
                                                   const PropertyFilter& filter, http::Page page) {
  if (filter.owner == Owner::session) return list_session_properties(filter, page);
  Condition where(project);
  where.add("owner = ?", static_cast<std::int64_t>(filter.owner));
  if (filter.owner == Owner::group) where.add("group_type = ?", std::int64_t{filter.group_type});
  where.search(filter.search);
  where.one_of("name", filter.names, true);
  where.one_of("name", filter.excluded, false);
  if (filter.numerical)
    where.add(*filter.numerical ? "property_type = 'Numeric'" : "property_type IS NOT 'Numeric'");
  if (filter.feature_flag)
    where.add(*filter.feature_flag ? "name LIKE '$feature/%'" : "name NOT LIKE '$feature/%'");
  if (filter.without_known) where.add("name NOT LIKE '$%'");
  where.flag("verified", filter.verified);
  where.flag("hidden", filter.hidden);
  where.tagged(filter.tags);
  const auto direction = filter.descending ? "DESC" : "ASC";
  if (filter.events.empty()) {
    return listed<PropertyDefinition>(connection, where, "property_definitions", property_columns(),
                                      fmt::format("name {}", direction), page, read_property);
  }
  const auto events = list_text(filter.events);
  if (filter.only_with_events) where.add(has_event, events);
  Listed<PropertyDefinition> out;
  out.count = TRY(meta::find_number(
      connection, fmt::format("SELECT count(*) FROM property_definitions WHERE {}", where.sql()),
      where.parameters()));
  std::vector<meta::Value> parameters{std::string_view(events)};
  for (const auto& value : where.parameters()) parameters.push_back(value);
  parameters.emplace_back(page.limit);
  parameters.emplace_back(page.offset);
  out.rows = TRY(meta::find_all(connection,
                                fmt::format("SELECT {}, {} AS seen FROM property_definitions WHERE {} ORDER "
                                            "BY seen DESC, name {} LIMIT ? OFFSET ?",
                                            property_columns(), has_event, where.sql(), direction),
                                parameters, [](const meta::Row& row) {
                                  auto property = read_property(row);
                                  property.seen = row.integer(15) != 0;
                                  return property;
                                }));
  return out;
}

Result<std::optional<EventDefinition>> find_event(meta::Connection& connection, ProjectId project,
                                                  std::string_view id) {
  return meta::find_one(
      connection,
      fmt::format("SELECT {} FROM event_definitions WHERE project_id = ? AND uuid = ?", event_columns()),
      {project, id}, read_event);
}

Result<std::optional<EventDefinition>> find_event_by_name(meta::Connection& connection, ProjectId project,
                                                          std::string_view name) {
  return meta::find_one(
      connection,
      fmt::format("SELECT {} FROM event_definitions WHERE project_id = ? AND name = ?", event_columns()),
      {project, name}, read_event);
}

Result<std::optional<PropertyDefinition>> find_property(meta::Connection& connection, ProjectId project,
                                                        std::string_view id) {
  return meta::find_one(connection,
                        fmt::format("SELECT {} FROM property_definitions WHERE project_id = ? AND uuid = ?",
                                    property_columns()),
                        {project, id}, read_property);
}

namespace {

// The assignments of the notes' eight columns, and their values; the texts outlive the values.
constexpr std::string_view notes_assignments =
    "description = ?, tags = ?, hidden = ?, verified = ?, verified_at = ?, verified_by = ?, updated_at = ?, "
    "updated_by = ?";
std::vector<meta::Value> notes_values(const Notes& notes, std::string_view tags) {
  return {std::string_view(notes.description), tags,
          std::int64_t{notes.hidden},          std::int64_t{notes.verified},
          value_of(notes.verified_at),         value_of(notes.verified_by),
          value_of(notes.updated_at),          value_of(notes.updated_by)};
}

}  // namespace

Result<> update(meta::Connection& connection, const EventDefinition& event) {
  const auto tags = list_text(event.notes.tags);
  auto values = notes_values(event.notes, tags);
  values.push_back(value_of(event.owner));
  values.emplace_back(event.row);
  return connection.execute(
      fmt::format("UPDATE event_definitions SET {}, owner = ? WHERE id = ?", notes_assignments), values);
}

Result<> update(meta::Connection& connection, const PropertyDefinition& property) {
  const auto tags = list_text(property.notes.tags);
  auto values = notes_values(property.notes, tags);
  values.push_back(property.type ? meta::Value(type_name(*property.type)) : meta::Value(nullptr));
  values.emplace_back(property.row);
  return connection.execute(
      fmt::format("UPDATE property_definitions SET {}, property_type = ? WHERE id = ?", notes_assignments),
      values);
}

Result<> remove(meta::Connection& connection, const EventDefinition& event) {
  return connection.execute("DELETE FROM event_definitions WHERE id = ?", {event.row});
}
Result<> remove(meta::Connection& connection, const PropertyDefinition& property) {
  return connection.execute("DELETE FROM property_definitions WHERE id = ?", {property.row});
}

Result<std::map<std::string, bool>> seen_together(meta::Connection& connection, ProjectId project,
                                                  const std::vector<std::string>& events,
                                                  std::string_view property) {
  std::map<std::string, bool> seen;
  for (const auto& event : events) seen[event] = false;
  const auto names = list_text(events);
  TRY(connection.query(
      "SELECT e.name FROM event_definitions e JOIN event_properties ep ON ep.event_id = e.id "
      "JOIN property_definitions p ON p.id = ep.property_id "
      "WHERE e.project_id = ?1 AND p.project_id = ?1 AND p.name = ?2 AND e.name IN (SELECT value FROM "
      "json_each(?3))",
      {project, property, std::string_view(names)}, [&](const meta::Row& row) { seen[row.text(0)] = true; }));
  return seen;
}

}  // namespace leapfrog::definitions
