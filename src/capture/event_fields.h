// Rules for single fields of an event that v0 and V1 share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "capture/request_reader.h"

namespace leapfrog::capture {

inline constexpr std::size_t max_name_characters = 200;

std::size_t count_characters(std::string_view utf8);
// The first `most` characters (code points).
std::string_view first_characters(std::string_view utf8, std::size_t most);

// A person's id as text: other JSON than strings becomes compact JSON, NUL becomes U+FFFD, and 200 characters
// are kept. "" when it is absent, null or empty.
std::string distinct_id_text(const RawValue& value);

// Milliseconds before sending; nothing when it is not a number.
std::optional<std::int64_t> offset_ms(const RawValue& value);

// Only the shape: 1 to 64 printable ASCII characters and not a personal API key. Error: invalid_token.
Result<> check_token(std::string_view token);

// Properties and the person updates of an event as they are stored.
struct EventContent {
  std::string properties, set, set_once, unset;
};
// Errors: invalid_properties, too_many_properties, event_too_large.
Result<EventContent> event_content(const RawEvent& event, const Limits& limits, bool big_integers);

// Up to 500 printable characters of what was refused, with every token hidden.
std::string rejection_example(std::string_view text, std::string_view token);

}  // namespace leapfrog::capture
