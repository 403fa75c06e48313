#include "persons/edit_activity.h"

#include <fmt/format.h>

namespace leapfrog::persons {
namespace {

std::string word_for(std::string_view kind) {
  if (kind == "delete_person") return "deleted";
  if (kind == "delete_events") return "events_deleted";
  if (kind == "split_person") return "split_person";
  return "updated";
}

json::value keys_of(const json::object& request, std::string_view field) {
  const auto* value = request.if_contains(field);
  json::array keys;
  if (value != nullptr && value->is_object()) {
    for (const auto& member : value->get_object()) keys.emplace_back(member.key());
  } else if (value != nullptr && value->is_array()) {
    keys = value->get_array();
  }
  return keys;
}

}  // namespace

accounts::Activity activity_of(const Edits::Edit& edit, Instant at) {
  accounts::Activity activity;
  activity.at = at;
  activity.activity = word_for(edit.kind);
  const bool is_group = edit.kind == "update_group";
  activity.scope = is_group ? "Group" : "Person";
  activity.item_id = is_group ? fmt::format("{}/{}", edit.request.at("type_index").to_number<std::int64_t>(),
                                            string_or_empty(edit.request, "key"))
                              : std::string(string_or_empty(edit.request, "person"));
  activity.name = activity.item_id;
  for (const auto* field : {"set", "unset"}) {
    if (auto keys = keys_of(edit.request, field); !keys.get_array().empty())
      activity.changes.push_back({fmt::format("properties {}", field), nullptr, std::move(keys)});
  }
  return activity;
}

}  // namespace leapfrog::persons
