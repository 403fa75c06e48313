#include "persons/resolver.h"

#include <algorithm>

namespace leapfrog::persons {
namespace {

// What somebody without a profile was created at: harmlessly different from a plain zero.
constexpr Instant no_profile_created_at{seconds(5)};
// An event without a profile that came this much after its person was made was meant for a person.
constexpr seconds upgrade_after{60};

Resolved with_person(const PersonState& person, PersonMode mode) {
  Resolved resolved;
  resolved.person = person.uuid;
  resolved.mode = mode;
  resolved.person_created_at = person.created_at;
  resolved.person_properties = mode == PersonMode::propertyless ? no_properties() : person.properties;
  for (auto& group : resolved.groups) group.properties = no_properties();
  return resolved;
}

Resolved without_person(const Uuid& name) {
  PersonState nobody;
  nobody.uuid = name;
  nobody.created_at = no_profile_created_at;
  return with_person(nobody, PersonMode::propertyless);
}

}  // namespace

Result<Resolved> Resolver::resolve(const IdentityEvent& event, std::vector<Warning>& warnings) {
  warnings_ = &warnings;
  const auto profile = requested_profile(event);
  if (profile == Profile::unreadable)
    warn(event, "invalid_process_person_profile",
         {{"$process_person_profile", event.properties->at("$process_person_profile")}});
  if (profile == Profile::personless) {
    auto resolved = TRY(attach_only(event, true));
    if (needs_profile(event.event)) {
      resolved.refused = "invalid_event_when_process_person_profile_is_false";
      warn(event, resolved.refused, {{"event", event.event}});
    }
    return resolved;
  }
  if (never_makes_profile(event.event)) return attach_only(event, false);

  const bool identified = TRY(merge_if_asked(event));
  auto* id = TRY(book_.id(event.project, event.distinct_id));
  auto* person = id->value.person_row == 0 ? &book_.create_person(*id, event.timestamp)
                                           : TRY(book_.person(id->value.person_row));
  update(event, *person, identified);
  auto resolved = with_person(person->value, PersonMode::full);
  if (event.properties != nullptr) {
    if (event.event == "$groupidentify") TRY(describe_group(event));
    TRY(add_groups(event, resolved));
  }
  return resolved;
}

Result<Resolved> Resolver::attach_only(const IdentityEvent& event, bool personless) {
  auto* id = TRY(book_.id(event.project, event.distinct_id));
  if (id->value.person_row == 0) return without_person(id->value.name);
  const auto& person = TRY(book_.person(id->value.person_row))->value;
  if (!personless) return with_person(person, PersonMode::full);
  return with_person(person, event.timestamp > person.created_at + upgrade_after ? PersonMode::force_upgrade
                                                                                 : PersonMode::propertyless);
}

Result<bool> Resolver::merge_if_asked(const IdentityEvent& event) {
  const auto request = merge_request(event);
  if (!request || request->source == event.distinct_id) return false;
  if (const auto refusal = merge_refusal(request->source, event.distinct_id); !refusal.empty()) {
    warn(event, refusal,
         {{"sourcePersonDistinctId", request->source.substr(0, max_distinct_id_bytes)},
          {"targetPersonDistinctId", event.distinct_id}});
    return false;
  }
  auto* source = TRY(book_.id(event.project, request->source));
  auto* target = TRY(book_.id(event.project, event.distinct_id));
  if (target->value.person_row == 0 && source->value.person_row == 0)
    book_.create_person(*target, event.timestamp);
  if (target->value.person_row == 0)
    book_.attach(*target, *TRY(book_.person(source->value.person_row)));
  else if (source->value.person_row == 0)
    book_.attach(*source, *TRY(book_.person(target->value.person_row)));
  else if (source->value.person_row != target->value.person_row)
    TRY(merge_people(event, *request, *source, *target));
  return true;
}

Result<> Resolver::merge_people(const IdentityEvent& event, const MergeRequest& request,
                                Ids::Entry& source_id, Ids::Entry& target_id) {
  auto& source = *TRY(book_.person(source_id.value.person_row));
  auto& target = *TRY(book_.person(target_id.value.person_row));
  const auto who = [&] {
    return json::object{{"sourcePersonDistinctId", source_id.key.text},
                        {"targetPersonDistinctId", target_id.key.text}};
  };
  if (source.value.is_identified && !request.even_if_identified) {
    warn(event, "cannot_merge_already_identified", who());
    return {};
  }
  auto& merged = book_.change(target);
  merged.created_at = std::min(merged.created_at, source.value.created_at);
  if (!source.value.properties->empty()) {
    auto both = overlaid(*source.value.properties, *merged.properties);
    if (property_bytes(both) <= max_properties_bytes)
      book_.set_properties(target, std::make_shared<const json::object>(std::move(both)));
    else
      warn(event, "person_properties_size_violation", who());
  }
  return book_.move_everything(source, target);
}

void Resolver::update(const IdentityEvent& event, People::Entry& person, bool identified) {
  const auto fingerprint = identified ? 0 : update_fingerprint(event);
  if (fingerprint != 0 && person.value.settled == fingerprint &&
      person.value.settled_version == person.value.version)
    return;
  property_changes(event, *person.value.properties, scratch_);
  if (!scratch_.any() && !scratch_.too_long_key) {
    person.value.settled = fingerprint;
    person.value.settled_version = person.value.version;
  }
  if (scratch_.too_long_key) warn(event, "person_property_key_too_long", {{"distinctId", event.distinct_id}});
  Properties updated;
  if (scratch_.any()) {
    auto properties = apply(*person.value.properties, scratch_);
    if (property_bytes(properties) <= max_properties_bytes)
      updated = std::make_shared<const json::object>(std::move(properties));
    else
      warn(event, "person_properties_size_violation", {{"distinctId", event.distinct_id}});
  }
  const bool newly_identified = identified && !person.value.is_identified;
  if (updated == nullptr && !newly_identified) return;
  auto& state = book_.change(person);
  state.is_identified = state.is_identified || identified;
  if (updated != nullptr) book_.set_properties(person, std::move(updated));
}

Result<std::optional<int>> Resolver::group_type(const IdentityEvent& event, std::string_view type,
                                                std::string_view key) {
  if (type.empty() || key.empty()) return std::nullopt;
  if (type.size() > max_group_key_bytes || key.size() > max_group_key_bytes) {
    warn(event, "group_key_too_long", {{"groupType", type.substr(0, max_group_key_bytes)}});
    return std::nullopt;
  }
  const auto index = TRY(groups_.type_index(event.project, type));
  if (!index) warn(event, "group_type_limit_exceeded", {{"groupType", type}});
  return index;
}

Result<> Resolver::describe_group(const IdentityEvent& event) {
  const auto* type = event.properties->if_contains("$group_type");
  const auto* key_value = event.properties->if_contains("$group_key");
  if (type == nullptr || !type->is_string() || key_value == nullptr) return {};
  const auto key = id_text(*key_value);
  const auto index = TRY(group_type(event, type->get_string(), key));
  if (!index) return {};
  auto& group = *TRY(groups_.group(event.project, *index, key));
  const auto* set_value = event.properties->if_contains("$group_set");
  const auto* set = set_value == nullptr ? nullptr : set_value->if_object();
  const bool is_new = group.value.version == 0;
  auto properties = set == nullptr ? *group.value.properties : overlaid(*group.value.properties, *set);
  const auto created_at = is_new ? event.timestamp : std::min(group.value.created_at, event.timestamp);
  if (!is_new && properties == *group.value.properties && created_at == group.value.created_at) return {};
  const bool key_too_long = set != nullptr && std::ranges::any_of(*set, [](const auto& property) {
                              return property.key().size() > max_property_key_bytes;
                            });
  if (key_too_long || property_bytes(properties) > max_properties_bytes) {
    warn(event, key_too_long ? "group_property_key_too_long" : "group_properties_size_violation",
         {{"groupType", type->get_string()}, {"groupKey", key}});
    return {};
  }
  groups_.change(group, std::make_shared<const json::object>(std::move(properties)), created_at);
  return {};
}

Result<> Resolver::add_groups(const IdentityEvent& event, Resolved& resolved) {
  const auto* value = event.properties->if_contains("$groups");
  const auto* groups = value == nullptr ? nullptr : value->if_object();
  if (groups == nullptr) return {};
  for (const auto& [type, key_value] : *groups) {
    const auto key = id_text(key_value);
    const auto index = TRY(group_type(event, type, key));
    if (!index) continue;
    const auto& group = TRY(groups_.group(event.project, *index, key))->value;
    resolved.groups[static_cast<std::size_t>(*index)] = {key, group.properties, group.created_at};
  }
  return {};
}

void Resolver::warn(const IdentityEvent& event, std::string_view type, json::object details) {
  warnings_->push_back({event.project, std::string(type), std::move(details), event.timestamp});
}

}  // namespace leapfrog::persons
