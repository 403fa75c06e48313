// When an event happened, from what clients say and when the server heard it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"

namespace leapfrog::capture {

// Reads what SDKs and scripts send: RFC 3339 (also "+03", "+0300", a space for the T), date only (midnight),
// "YYYY-MM-DD hh:mm[:ss]", "YYYY/MM/DD" and "MM/DD/YYYY" with or without time, RFC 2822, and numbers of
// seconds, milliseconds, microseconds or nanoseconds since 1970. Without a zone it is UTC. Outside the years
// 0–9999: nothing.
std::optional<Instant> parse_timestamp(std::string_view text);

// Only RFC 3339 with its zone, as Capture V1 demands.
std::optional<Instant> parse_rfc3339(std::string_view text);

struct TimestampInput {
  std::string_view timestamp;  // "" when absent; what cannot be read counts as absent
  std::optional<std::int64_t> offset_ms;
  std::optional<Instant> sent_at;  // nothing when skew must not be corrected
  Instant now;
};

// now + (timestamp − sent_at); without sent_at the timestamp; without timestamp now. An offset wins over all:
// now − offset. More than 23 hours in the future: now. Outside the years 0–9999: 1970.
Instant event_time(const TimestampInput& input);

// `sent_at` or `_` of a query: milliseconds since 1970, believed from 2021 on.
std::optional<Instant> query_sent_at(std::string_view milliseconds_text);

}  // namespace leapfrog::capture
