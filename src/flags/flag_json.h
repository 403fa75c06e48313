// Flags as the API shows them, in PostHog's keys.
#pragma once

#include <optional>
#include <string_view>

#include "flags/flag_store.h"
#include "flags/flags.h"

namespace leapfrog::flags {

// created_by and the like; null for nobody, and for users who are gone.
json::value user_of(Flags& flags, const std::optional<UserId>& user);
// A whole number in digits.
std::optional<std::int64_t> number_in(std::string_view text);

enum class Status : std::uint8_t { active, inactive, stale, deleted };
struct FlagStatus {
  Status status = Status::active;
  std::string reason;
};
// Stale: on or off for everybody, not called, or never, for a month.
FlagStatus status_of(const FlagRecord& flag, Instant now);
std::string_view status_name(Status status);  // "ACTIVE"

bool is_simple(const FlagRecord& flag);
// Encrypted payloads are shown as a placeholder. `features`: the early access features that the flag serves.
json::object flag_json(Flags& flags, const FlagRecord& flag, json::array features);
json::object version_json(Flags& flags, const FlagVersion& version);
// As flag_json shows filters.
json::object shown_fields(const json::object& fields);

}  // namespace leapfrog::flags
