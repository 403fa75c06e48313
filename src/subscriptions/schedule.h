// When a subscription is delivered: a recurrence in the days and hours of the project's time zone. Pure.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "query/calendar.h"

namespace leapfrog::subscriptions {

enum class Frequency : std::uint8_t { daily, weekly, monthly, yearly };
inline constexpr std::array<std::string_view, 4> frequency_names = {"daily", "weekly", "monthly", "yearly"};
inline constexpr std::array<std::string_view, 7> weekday_names = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

// The fields of RFC 5545 that PostHog has, with the same meaning.
struct Recurrence {
  Frequency frequency = Frequency::weekly;
  int interval = 1;           // every so many days, weeks (from Monday), months or years
  std::vector<int> weekdays;  // 0 is Monday; empty: the day of `start`
  int position = 0;  // of the days that fit in a period only this one, from 1, or -1 for the last; 0: all
  std::optional<std::int64_t> count;  // so many deliveries in all
  Instant start;                      // the first at the earliest; its local time is that of all
  std::optional<Instant> until;       // the last at the latest
};

// The first delivery after `after`; nothing when there is none any more. A time that daylight saving skips is
// the moment of the skip, one that comes twice its first. A start on the 31st means the last day of a shorter
// month, on February 29 the 28th.
std::optional<Instant> next_delivery(const Recurrence& recurrence, const query::Calendar& calendar,
                                     Instant after);

// "every 2 weeks on Monday and Friday at 09:00"
std::string describe(const Recurrence& recurrence, const query::Calendar& calendar);

}  // namespace leapfrog::subscriptions
