// Days, weeks and months as people of a project live them: everything that depends on its time zone, daylight
// saving included. Pure, apart from reading the zone's rules once.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace date {
class time_zone;
}

namespace leapfrog::query {

enum class Interval : std::uint8_t { minute, hour, day, week, month };
inline constexpr std::array<std::string_view, 5> interval_names = {"minute", "hour", "day", "week", "month"};

enum class Unit : std::uint8_t { second, minute, hour, day, week, month, quarter, year };

using LocalTime = std::chrono::local_time<microseconds>;

class Calendar {
 public:
  // `zone` as the tz database names it. `week_starts_monday` false: on Sunday.
  static Result<Calendar> of(std::string zone, bool week_starts_monday);

  const std::string& zone() const { return name_; }
  bool week_starts_monday() const { return monday_; }

  LocalTime local(Instant instant) const;
  // A local time that happens twice means its first time; one that is skipped, the moment of the skip.
  Instant instant(LocalTime local) const;

  // The start of the minute, hour, day, week or month that `instant` is in.
  Instant start_of(Interval interval, Instant instant) const;
  Instant start_of(Unit unit, Instant instant) const;
  // `count` units later (earlier when negative). Days and longer keep the time of day; the 31st becomes the
  // last day of a shorter month. Hours and shorter are lengths of time.
  Instant add(Instant instant, Unit unit, int count) const;
  Instant next(Interval interval, Instant start) const;

  // The starts of all intervals that overlap [from, to], in order. `invalid` beyond `limit`.
  Result<std::vector<Instant>> buckets(Interval interval, Instant from, Instant to, std::size_t limit) const;

 private:
  Calendar(std::string name, const date::time_zone* zone, bool monday)
      : name_(std::move(name)), zone_(zone), monday_(monday) {}

  std::string name_;
  const date::time_zone* zone_;
  bool monday_;
};

Unit unit_of(Interval interval);

// "2026-01-31", with " 14:00:00" for intervals shorter than a day: the days of a result.
std::string format_day(const Calendar& calendar, Interval interval, Instant start);
// "31-Jan-2026", with " 14:00": its labels.
std::string format_label(const Calendar& calendar, Interval interval, Instant start);
// "2026-01-31T14:00:00+01:00"
std::string format_zoned(const Calendar& calendar, Instant instant);

}  // namespace leapfrog::query
