// Dates in flag conditions: what a property says and what a condition says, as instants. Text without an
// offset is read in the project's time zone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/time.h"

namespace date {
class time_zone;
}

namespace leapfrog::flags {

using TimeZone = const date::time_zone*;

// The zone of that name; UTC when there is none.
TimeZone find_time_zone(const std::string& name);

// "-7d": a number (below 10000) of hours, days, weeks, months or years before now.
struct RelativeDate {
  int count = 0;
  char unit = 'd';
};
std::optional<RelativeDate> parse_relative_date(std::string_view text);
// Days, months and years go by the calendar of the zone; going back month by month,
// the 31st becomes the last day of a shorter one and stays there, as in SDKs.
Instant before_now(RelativeDate ago, Instant now, TimeZone zone);

// ISO 8601: a day, a day and a time (with a space or a T), with or without an offset.
std::optional<Instant> parse_date(std::string_view text, TimeZone zone);
// Of a property: text as above, or as a number or as text the seconds since 1970; from 10^11 on (which would
// be the year 5138) milliseconds, as Date.now() gives them.
std::optional<Instant> date_of(const json::value& value, TimeZone zone);

}  // namespace leapfrog::flags
