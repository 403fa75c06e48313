// What the pipeline found out, as upserts that can be repeated.
#include <fmt/format.h>

#include "base/uuid.h"
#include "definitions/definitions.h"

namespace leapfrog::definitions {
namespace {

// A definition's id follows from what it defines, so it is the same after a replay.
std::string id_of(std::string_view path) {
  static const Uuid name_space = *Uuid::parse("6f1d5b1e-2b0c-5d0a-9f5e-3f5c0d1a7e42");
  return Uuid::named(name_space, path).text();
}

}  // namespace

Result<> save(meta::Connection& connection, const Changes& changes) {
  for (const auto& event : changes.events) {
    const auto uuid = id_of(fmt::format("{} event {}", event.project, event.name));
    TRY(
        connection.execute("INSERT INTO event_definitions (uuid, project_id, name, created_at, last_seen_at) "
                           "VALUES (?, ?, ?, ?, ?) "
                           "ON CONFLICT (project_id, name) DO UPDATE SET last_seen_at = max(last_seen_at, "
                           "excluded.last_seen_at)",
                           {std::string_view(uuid), event.project, std::string_view(event.name),
                            to_micros(event.created_at), to_micros(event.last_seen_at)}));
  }
  for (const auto& property : changes.properties) {
    const auto owner = static_cast<std::int64_t>(property.owner);
    const auto uuid = id_of(
        fmt::format("{} property {} {} {}", property.project, owner, property.group_type, property.name));
    const auto type = property.type ? meta::Value(type_name(*property.type)) : meta::Value(nullptr);
    TRY(connection.execute(
        "INSERT INTO property_definitions (uuid, project_id, owner, group_type, name, property_type, "
        "created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (project_id, owner, group_type, name) "
        "DO UPDATE SET property_type = coalesce(property_type, excluded.property_type)",
        {std::string_view(uuid), property.project, owner, std::int64_t{property.group_type},
         std::string_view(property.name), type, to_micros(property.created_at)}));
  }
  for (const auto& pair : changes.pairs) {
    TRY(connection.execute(
        "INSERT OR IGNORE INTO event_properties (event_id, property_id) SELECT e.id, p.id "
        "FROM event_definitions e, property_definitions p WHERE e.project_id = ?1 AND e.name = ?2 "
        "AND p.project_id = ?1 AND p.owner = 1 AND p.group_type = -1 AND p.name = ?3",
        {pair.project, std::string_view(pair.event), std::string_view(pair.property)}));
  }
  return {};
}

}  // namespace leapfrog::definitions
