// Which events ask to merge two people, and when that must be refused. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "persons/persons.h"

namespace leapfrog::persons {

constexpr std::size_t max_distinct_id_bytes = 400;

// Ids that are surely a bug of the sender ("undefined", "guest", "[object Object]", quoted or not, blank):
// many people would melt into one if they could be merged.
bool is_illegal_distinct_id(std::string_view distinct_id);

// "The person of `source` is the person of the event's distinct id."
struct MergeRequest {
  std::string source;
  bool even_if_identified = false;  // $merge_dangerously
};
// Nothing when the event is none of $identify, $create_alias, $merge_dangerously or names no other id.
std::optional<MergeRequest> merge_request(const IdentityEvent& event);

// Why a merge must not even be tried: a warning's type, "" when it may.
std::string_view merge_refusal(std::string_view source, std::string_view target);

enum class Profile : std::uint8_t {
  full,        // absent or true
  personless,  // false: no profile is made or changed
  unreadable,  // something else: as full, with a warning
};
Profile requested_profile(const IdentityEvent& event);

// Events that make no sense without a profile.
bool needs_profile(std::string_view event);
// Heatmaps and replay say nothing about who somebody is: they are attached to a profile, never make one.
bool never_makes_profile(std::string_view event);

// What JavaScript's String() would make of an id, "" for null, objects and arrays.
std::string id_text(const json::value& value);

}  // namespace leapfrog::persons
