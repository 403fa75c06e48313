#include "persons/property_updates.h"

#include <algorithm>

#include "base/text_hash.h"
#include "persons/automatic_properties.h"

namespace leapfrog::persons {
namespace {

// These go through pipelines of their own in other servers, without any order towards the rest: they must not
// overwrite what ordinary events say.
bool never_updates(std::string_view event) {
  return event == "$exception" || event == "$$heatmap" || event == "$snapshot" ||
         event == "$performance_event";
}

bool always_updates(std::string_view event) {
  return event == "$identify" || event == "$create_alias" || event == "$merge_dangerously" || event == "$set";
}

bool contains(const json::object* object, std::string_view key) {
  return object != nullptr && object->if_contains(key) != nullptr;
}

bool names(const json::array& keys, std::string_view key) {
  return std::ranges::any_of(
      keys, [&](const json::value& name) { return name.is_string() && name.get_string() == key; });
}

// Calls `each` with every event property that is set on the person by itself.
template <class Each>
void for_each_automatic(const json::object& properties, Each each) {
  const bool server = is_server_library(string_or_empty(properties, "$lib"));
  const bool has_os = properties.if_contains("$os") != nullptr;
  for (const auto& [key, value] : properties) {
    const std::string_view name = key;
    const auto* property = automatic_property(name);
    if (property == nullptr || value.is_null()) continue;
    if (name.starts_with("$os") && (server || (name == "$os_name" && has_os))) continue;
    each(*property, value);
  }
}

// Collects the changes of one event.
class Collector {
 public:
  Collector(const IdentityEvent& event, const json::object& current, PropertyChanges& out)
      : event_(event), current_(current), out_(out), always_(always_updates(event.event)) {}

  void collect() {
    // What stands later in the list wins, so a key that is in $set as well needs no care here.
    if (event_.set_once != nullptr)
      for (const auto& [key, value] : *event_.set_once) set_once(key, value);
    if (event_.properties != nullptr) automatic();
    if (event_.set != nullptr)
      for (const auto& [key, value] : *event_.set) set(key, value);
    if (event_.event == "survey shown" && !contains(event_.set, "$survey_last_seen_date")) {
      out_.made = json::string(format_iso(event_.timestamp));
      set("$survey_last_seen_date", *out_.made);
    }
    if (event_.unset != nullptr) unset();
  }

 private:
  void automatic() {
    for_each_automatic(*event_.properties, [&](const AutomaticProperty& property, const json::value& value) {
      if (!contains(event_.set_once, property.initial)) set_once(property.initial, value);
      if (!contains(event_.set, property.name)) set(property.name, value);
    });
  }

  void set_once(std::string_view key, const json::value& value) {
    if (current_.if_contains(key) == nullptr) add(key, value, true);
  }

  void set(std::string_view key, const json::value& value) {
    const auto* there = current_.if_contains(key);
    if (there == nullptr || *there != value) add(key, value, there == nullptr);
  }

  void add(std::string_view key, const json::value& value, bool is_new) {
    if (event_.unset != nullptr && names(*event_.unset, key)) return;
    if (key.size() > max_property_key_bytes) {
      out_.too_long_key = true;
      return;
    }
    out_.set.push_back({key, &value});
    if (is_new || always_ || !is_noisy_property(key)) out_.significant = true;
  }

  void unset() {
    for (const auto& name : *event_.unset) {
      if (!name.is_string()) continue;
      const std::string_view key = name.get_string();
      if (current_.if_contains(key) != nullptr && std::ranges::find(out_.unset, key) == out_.unset.end()) {
        out_.unset.push_back(key);
        out_.significant = true;
      }
    }
  }

  const IdentityEvent& event_;
  const json::object& current_;
  PropertyChanges& out_;
  const bool always_;
};

constexpr std::size_t number_bytes = 24;

std::size_t value_bytes(const json::value& value) {
  switch (value.kind()) {
    case json::kind::object:
      return property_bytes(value.get_object());
    case json::kind::array: {
      std::size_t bytes = 2;
      for (const auto& item : value.get_array()) bytes += value_bytes(item) + 1;
      return bytes;
    }
    case json::kind::string:
      return value.get_string().size() + 2;
    case json::kind::null:
    case json::kind::bool_:
      return 5;
    default:
      return number_bytes;
  }
}

constexpr std::size_t allocation_overhead = 16;
constexpr std::size_t short_string_bytes = 14;  // kept inside the value

std::size_t heap_bytes(const json::value& value) {
  switch (value.kind()) {
    case json::kind::object:
      return memory_bytes(value.get_object());
    case json::kind::array: {
      std::size_t bytes = allocation_overhead;
      for (const auto& item : value.get_array()) bytes += sizeof(json::value) + heap_bytes(item);
      return bytes;
    }
    case json::kind::string: {
      const auto size = value.get_string().size();
      return size <= short_string_bytes ? 0 : size + allocation_overhead;
    }
    default:
      return 0;
  }
}

}  // namespace

void PropertyChanges::clear() {
  set.clear();
  unset.clear();
  significant = false;
  too_long_key = false;
  made.reset();
}

void property_changes(const IdentityEvent& event, const json::object& current, PropertyChanges& out) {
  out.clear();
  if (!never_updates(event.event)) Collector(event, current, out).collect();
}

std::uint64_t update_fingerprint(const IdentityEvent& event) {
  if (event.properties == nullptr || event.set != nullptr || event.set_once != nullptr ||
      event.unset != nullptr || never_updates(event.event) || always_updates(event.event) ||
      event.event == "survey shown")
    return 0;
  std::uint64_t hash = 1;
  const auto mix = [&](std::uint64_t part) { hash = (hash ^ part) * 0x9e3779b97f4a7c15ULL + (hash >> 29); };
  bool simple = true;
  for_each_automatic(*event.properties, [&](const AutomaticProperty& property, const json::value& value) {
    mix(reinterpret_cast<std::uintptr_t>(&property));
    if (property.noisy) return;
    if (value.is_string())
      mix(text_hash(value.get_string()));
    else if (value.is_int64())
      mix(static_cast<std::uint64_t>(value.get_int64()) ^ 0x5bd1e995ULL);
    else
      simple = false;
  });
  return simple ? hash : 0;
}

json::object apply(const json::object& current, const PropertyChanges& changes) {
  json::object result;
  result.reserve(current.size() + changes.set.size());
  for (const auto& [key, value] : current)
    if (std::ranges::find(changes.unset, std::string_view(key)) == changes.unset.end())
      result.emplace(key, value);
  for (const auto& change : changes.set) result.insert_or_assign(change.key, *change.value);
  return result;
}

json::object overlaid(const json::object& loser, const json::object& winner) {
  // Not a plain copy: that would stay in the winner's memory, which may be the arena of one event.
  json::object result(winner, json::storage_ptr());
  for (const auto& [key, value] : loser) result.emplace(key, value);
  return result;
}

std::size_t property_bytes(const json::object& properties) {
  std::size_t bytes = 2;
  for (const auto& [key, value] : properties) bytes += key.size() + 4 + value_bytes(value);
  return bytes;
}

std::size_t memory_bytes(const json::object& properties) {
  std::size_t bytes = allocation_overhead;
  for (const auto& [key, value] : properties)
    bytes += sizeof(json::key_value_pair) + sizeof(std::uint32_t) + key.size() + allocation_overhead +
             heap_bytes(value);
  return bytes;
}

}  // namespace leapfrog::persons
