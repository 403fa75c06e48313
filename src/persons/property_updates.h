// What an event changes in its person's properties. Pure: reads the event and the current properties, gives
// the changes, applies them to a copy.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "persons/persons.h"

namespace leapfrog::persons {

constexpr std::size_t max_properties_bytes = 512 << 10;  // of one person or group, as property_bytes() counts
constexpr std::size_t max_property_key_bytes = 400;

// The views point into the event, and must not outlive it.
struct PropertyChanges {
  struct Set {
    std::string_view key;
    const json::value* value;
  };
  std::vector<Set> set;
  std::vector<std::string_view> unset;  // only keys that are there
  bool significant = false;             // otherwise the person stays as it is
  bool too_long_key = false;            // some key was left out for its length
  std::optional<json::value> made;      // what a `set` of a value that is not in the event points to

  bool any() const { return significant && (!set.empty() || !unset.empty()); }
  void clear();
};

// Later beats earlier: the properties that are there, $set_once (automatic, then the event's), $set
// (automatic, then the event's), $unset. `out` is cleared first; taking it from the caller saves its memory
// for the next event.
void property_changes(const IdentityEvent& event, const json::object& current, PropertyChanges& out);

// Most events repeat what is known already. Two events with the same fingerprint change the same person
// either both or, while the person stays as it is, both not: it covers which automatic properties the event
// has and the values of those whose change matters. 0 when the event may change more or less than that. (A
// hash of 64 bits: that two different events agree by chance is accepted.)
std::uint64_t update_fingerprint(const IdentityEvent& event);

json::object apply(const json::object& current, const PropertyChanges& changes);

// `winner`'s values where both have a key.
json::object overlaid(const json::object& loser, const json::object& winner);

// The size that the limit is about: the JSON text, with numbers counted at their widest so that it does not
// depend on how they are written.
std::size_t property_bytes(const json::object& properties);
// What the object takes in memory, roughly; for the bound of the hot set.
std::size_t memory_bytes(const json::object& properties);

}  // namespace leapfrog::persons
