#include "persons/edit_application.h"

#include <algorithm>

#include "persons/property_updates.h"

namespace leapfrog::persons {
namespace {

json::object status(std::string_view word) { return {{"status", word}}; }

const json::object* object_in(const json::object& request, std::string_view field) {
  const auto* value = request.if_contains(field);
  return value == nullptr ? nullptr : value->if_object();
}
const json::array* array_in(const json::object& request, std::string_view field) {
  const auto* value = request.if_contains(field);
  return value == nullptr ? nullptr : value->if_array();
}
bool flag_in(const json::object& request, std::string_view field) {
  const auto* value = request.if_contains(field);
  return value != nullptr && value->is_bool() && value->get_bool();
}
std::int64_t number_in(const json::object& request, std::string_view field) {
  const auto* value = request.if_contains(field);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

// The properties after {"set": {…}, "unset": […]}; nullptr when they are as before or would be too large.
struct Edited {
  Properties properties;
  bool too_large = false;
};
Edited edited(const json::object& current, const json::object& request) {
  IdentityEvent event;
  event.event = "$set";
  event.set = object_in(request, "set");
  event.unset = array_in(request, "unset");
  PropertyChanges changes;
  property_changes(event, current, changes);
  if (changes.too_long_key) return {nullptr, true};
  if (!changes.any()) return {};
  auto properties = apply(current, changes);
  if (property_bytes(properties) > max_properties_bytes) return {nullptr, true};
  return {std::make_shared<const json::object>(std::move(properties)), false};
}

}  // namespace

Result<EditOutcome> EditApplication::apply(const StoredEdit& edit, std::vector<NewErasure>& erasures) {
  return EditOutcome{edit.id, json::serialize(TRY(outcome_of(edit, erasures)))};
}

Result<json::object> EditApplication::outcome_of(const StoredEdit& edit, std::vector<NewErasure>& erasures) {
  const auto& kind = edit.edit.kind;
  if (kind == "update_group") return update_group(edit);
  auto* person = TRY(person_of(edit));
  if (person == nullptr) return status("not_found");
  if (kind == "update_person") return update_person(edit, *person);
  if (kind == "delete_person") return erase(edit, *person, true, erasures);
  if (kind == "delete_events") return erase(edit, *person, false, erasures);
  if (kind == "split_person") return split(edit, *person);
  return status("unknown_kind");
}

Result<People::Entry*> EditApplication::person_of(const StoredEdit& edit) {
  const auto uuid = Uuid::parse(string_or_empty(edit.edit.request, "person"));
  if (!uuid) return nullptr;
  const auto row = TRY(store::read(database_, [&](meta::Connection& connection) {
    return store::person_row(connection, edit.edit.project, *uuid);
  }));
  if (row == 0) return nullptr;
  auto* person = TRY(book_.person(row));
  return person->value.is_deleted ? nullptr : person;
}

json::object EditApplication::update_person(const StoredEdit& edit, People::Entry& person) {
  auto [properties, too_large] = edited(*person.value.properties, edit.edit.request);
  if (too_large) return status("too_large");
  if (properties == nullptr) return status("applied");
  book_.change(person);
  book_.set_properties(person, std::move(properties));
  return status("applied");
}

Result<json::object> EditApplication::erase(const StoredEdit& edit, People::Entry& person, bool with_person,
                                            std::vector<NewErasure>& erasures) {
  NewErasure erasure;
  erasure.project = edit.edit.project;
  erasure.person = person.value.uuid;
  erasure.with_person = with_person;
  erasure.with_events = !with_person || flag_in(edit.edit.request, "events");
  erasure.requested_by = edit.edit.user;
  erasure.requested_at = edit.requested_at;
  erasure.uuid = Uuid::named(person.value.uuid, "erasure " + std::to_string(edit.id)).text();
  if (with_person) {
    auto removed = TRY(book_.remove(person));
    erasure.names = std::move(removed.names);
    erasure.distinct_ids = std::move(removed.ids);
  } else {
    erasure.names = TRY(book_.all_names(person));
  }
  auto outcome = status("applied");
  outcome["erasure"] = erasure.uuid;
  erasures.push_back(std::move(erasure));
  return outcome;
}

Result<json::object> EditApplication::split(const StoredEdit& edit, People::Entry& person) {
  json::array people;
  for (const auto& uuid : TRY(book_.split(person, string_or_empty(edit.edit.request, "main_distinct_id"))))
    people.emplace_back(uuid.text());
  auto outcome = status("applied");
  outcome["people"] = std::move(people);
  return outcome;
}

Result<json::object> EditApplication::update_group(const StoredEdit& edit) {
  const auto type = number_in(edit.edit.request, "type_index");
  auto& group = *TRY(
      groups_.group(edit.edit.project, static_cast<int>(type), string_or_empty(edit.edit.request, "key")));
  if (group.value.version == 0) return status("not_found");
  auto [properties, too_large] = edited(*group.value.properties, edit.edit.request);
  if (too_large) return status("too_large");
  if (properties != nullptr) groups_.change(group, std::move(properties), group.value.created_at);
  return status("applied");
}

}  // namespace leapfrog::persons
