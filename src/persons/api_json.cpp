#include "persons/api_json.h"

#include <algorithm>
#include <array>

namespace leapfrog::persons {
namespace {

constexpr auto name_properties =
    std::to_array<std::string_view>({"email", "Email", "name", "Name", "username", "Username", "UserName"});

json::value text_or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}

}  // namespace

std::string display_name(const PersonView& person) {
  for (const auto property : name_properties)
    if (const auto text = string_or_empty(person.properties, property); !text.empty())
      return std::string(text);
  // A uuid was made up by a library.
  const auto chosen =
      std::ranges::find_if(person.distinct_ids, [](const std::string& id) { return !Uuid::parse(id); });
  if (chosen != person.distinct_ids.end()) return *chosen;
  return person.distinct_ids.empty() ? person.uuid.text() : person.distinct_ids.front();
}

json::object person_json(const PersonView& person) {
  return {{"id", person.uuid.text()},
          {"uuid", person.uuid.text()},
          {"type", "person"},
          {"name", display_name(person)},
          {"distinct_ids", json::value_from(person.distinct_ids)},
          {"properties", person.properties},
          {"created_at", format_iso(person.created_at)},
          {"is_identified", person.is_identified}};
}

json::object group_json(const GroupView& group) {
  return {{"group_type_index", group.type_index},
          {"group_key", group.key},
          {"group_properties", group.properties},
          {"created_at", format_iso(group.created_at)}};
}

json::object group_type_json(const GroupTypeView& type) {
  return {{"group_type", type.name},
          {"group_type_index", type.index},
          {"name_singular", text_or_null(type.singular)},
          {"name_plural", text_or_null(type.plural)}};
}

json::object erasure_json(const ErasureView& erasure) {
  return {{"id", erasure.uuid},
          {"person", erasure.person},
          {"person_removed", erasure.with_person},
          {"distinct_ids_removed", erasure.distinct_ids},
          {"events_requested", erasure.with_events},
          {"events_removed", erasure.finished_at ? json::value(erasure.events) : json::value(nullptr)},
          {"status", erasure.finished_at ? "finished" : "pending"},
          {"requested_at", format_iso(erasure.requested_at)},
          {"finished_at",
           erasure.finished_at ? json::value(format_iso(*erasure.finished_at)) : json::value(nullptr)}};
}

}  // namespace leapfrog::persons
