#include "definitions/known_names.h"

#include <algorithm>
#include <map>

#include "definitions/property_type.h"

namespace leapfrog::definitions {
namespace {

constexpr std::int64_t seen_step = 5 * 60 * 1'000'000LL;  // last_seen_at is saved when it moved by so much
constexpr std::size_t max_shapes = 65'536;                // then they are learnt again

// Updates of people and groups, which are listed where they end up.
constexpr std::string_view not_listed[] = {"$set",     "$set_once", "$unset",   "$groups",  "$group_set",
                                           "$group_0", "$group_1",  "$group_2", "$group_3", "$group_4"};

std::uint64_t mixed(std::uint64_t value) {
  value ^= value >> 32;
  value *= 0xe9846af9b1a615dULL;
  value ^= value >> 32;
  value *= 0xe9846af9b1a615dULL;
  return value ^ (value >> 28);
}

// Names and kinds of values: with the same shape an object brings no new name, and no first value of a type.
std::uint64_t shape_of(const json::object& object, std::uint64_t seed) {
  auto shape = mixed(seed + object.size());
  for (const auto& [key, value] : object) {
    const auto kind = value.is_number() ? json::kind::int64 : value.kind();
    shape = mixed(shape ^ (text_hash(key) + static_cast<std::uint64_t>(kind)));
  }
  return shape;
}

std::uint64_t pair_of(std::uint32_t event, std::uint32_t property) {
  return (static_cast<std::uint64_t>(event) << 32) | property;
}

std::size_t limit_of(const Limits& limits, std::size_t slot) {
  if (slot == 0) return limits.event_properties;
  return slot == 1 ? limits.person_properties : limits.group_properties;
}

constexpr std::string_view too_many_events = "too_many_event_definitions";
constexpr std::string_view too_many_properties = "too_many_property_definitions";

}  // namespace

std::size_t KnownNames::slot_of(const PropertyKey& key) {
  if (key.owner == Owner::event) return 0;
  return key.owner == Owner::person ? 1 : 2 + static_cast<std::size_t>(key.group_type);
}

Result<KnownNames> KnownNames::load(meta::Database& database, ProjectId project) {
  KnownNames known;
  std::map<std::int64_t, std::uint32_t> numbers;  // by row
  TRY(database.read([&](meta::Connection& connection) -> Result<> {
    TRY(connection.query("SELECT id, name, last_seen_at FROM event_definitions WHERE project_id = ?",
                         {project}, [&](const meta::Row& row) {
                           const auto number = ++known.last_number_;
                           numbers[row.integer(0)] = number;
                           known.events_[row.text(1)] = {number, row.integer(2), 0, 0};
                         }));
    std::map<std::int64_t, std::uint32_t> property_numbers;
    TRY(connection.query(
        "SELECT id, owner, group_type, name, property_type FROM property_definitions WHERE project_id = ?",
        {project}, [&](const meta::Row& row) {
          const auto number = ++known.last_number_;
          property_numbers[row.integer(0)] = number;
          const PropertyKey key{static_cast<Owner>(row.integer(1)), static_cast<int>(row.integer(2)), ""};
          known.properties_[slot_of(key)][row.text(3)] = {
              number, row.is_null(4) ? std::nullopt : type_of_name(row.view(4))};
        }));
    return connection.query(
        "SELECT p.event_id, p.property_id FROM event_properties p JOIN event_definitions e ON e.id = "
        "p.event_id "
        "WHERE e.project_id = ?",
        {project}, [&](const meta::Row& row) {
          known.pairs_.insert(pair_of(numbers[row.integer(0)], property_numbers[row.integer(1)]));
        });
  }));
  return known;
}

std::string_view KnownNames::observe(const Observation& event, const Limits& limits, Changes& changes) {
  Noting noting{event, limits, changes, ""};
  const auto* entry = note_event(noting);
  if (event.properties != nullptr) note_properties(noting, 0, *event.properties, entry);
  if (event.person_properties != nullptr) note_properties(noting, 1, *event.person_properties, nullptr);
  return noting.outcome;
}

void KnownNames::observe_owner(ProjectId project, const PropertyKey& whose, const json::object& properties,
                               Instant at, const Limits& limits, Changes& changes) {
  Observation event;
  event.project = project;
  event.received_at = at;
  Noting noting{event, limits, changes, ""};
  note_properties(noting, slot_of(whose), properties, nullptr);
}

// nullptr for an event that is not listed.
const KnownNames::Event* KnownNames::note_event(Noting& noting) {
  const auto& event = noting.event;
  if (event.event.size() > noting.limits.name_bytes) return nullptr;
  auto found = events_.find(event.event);
  if (found == events_.end()) {
    if (events_.size() >= noting.limits.events) {
      noting.outcome = too_many_events;
      return nullptr;
    }
    found = events_.emplace(std::string(event.event), Event{++last_number_, 0, 0, 0}).first;
  }
  auto& entry = found->second;
  // Clocks that run ahead have not seen the future.
  const auto seen = std::min(event.timestamp, event.received_at);
  const bool is_new = entry.saved_seen == 0;
  if (entry.batch == batch_) {
    auto& change = noting.changes.events[entry.position];
    change.last_seen_at = std::max(change.last_seen_at, seen);
    entry.saved_seen = std::max(entry.saved_seen, to_micros(seen));
  } else if (is_new || to_micros(seen) >= entry.saved_seen + seen_step) {
    entry.saved_seen = to_micros(seen);
    entry.batch = batch_;
    entry.position = noting.changes.events.size();
    noting.changes.events.push_back({event.project, found->first, event.received_at, seen});
  }
  return &entry;
}

void KnownNames::note_properties(Noting& noting, std::size_t slot, const json::object& object,
                                 const Event* event) {
  if (object.empty()) return;
  const std::uint64_t whose = event == nullptr ? 0 : event->number;
  const auto shape = shape_of(object, (whose << 8) + slot);
  if (shapes_.contains(shape)) return;
  for (const auto& [key, value] : object) {
    const std::string_view name = key;
    if (name.size() > noting.limits.name_bytes ||
        (slot == 0 && std::ranges::find(not_listed, name) != std::end(not_listed)))
      continue;
    const auto* property = note_property(noting, slot, name, value);
    if (property == nullptr || event == nullptr) continue;
    if (pairs_.size() < noting.limits.pairs && pairs_.insert(pair_of(event->number, property->number)).second)
      noting.changes.pairs.push_back(
          {noting.event.project, std::string(noting.event.event), std::string(name)});
  }
  if (shapes_.size() >= max_shapes) shapes_.clear();
  shapes_.insert(shape);
}

// nullptr for a property that is not listed.
KnownNames::Property* KnownNames::note_property(Noting& noting, std::size_t slot, std::string_view name,
                                                const json::value& value) {
  auto& known = properties_[slot];
  auto found = known.find(name);
  const bool is_new = found == known.end();
  if (is_new) {
    if (known.size() >= limit_of(noting.limits, slot)) {
      if (noting.outcome.empty()) noting.outcome = too_many_properties;
      return nullptr;
    }
    found = known.emplace(std::string(name), Property{++last_number_, std::nullopt}).first;
  }
  auto& property = found->second;
  const bool learns_type = !property.type;
  if (learns_type) property.type = detect_type(name, value);
  if (is_new || (learns_type && property.type)) {
    const auto owner = slot == 0 ? Owner::event : slot == 1 ? Owner::person : Owner::group;
    noting.changes.properties.push_back({noting.event.project, owner,
                                         slot < 2 ? -1 : static_cast<int>(slot) - 2, found->first,
                                         property.type, noting.event.received_at});
  }
  return &property;
}

std::optional<PropertyType> KnownNames::type_of(const PropertyKey& key) const {
  const auto& known = properties_[slot_of(key)];
  const auto found = known.find(key.name);
  return found == known.end() ? std::nullopt : found->second.type;
}

}  // namespace leapfrog::definitions
