#include "query/calendar.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>

namespace leapfrog::query {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::minutes;
using std::chrono::months;
using std::chrono::weekday;
using std::chrono::year_month;
using std::chrono::year_month_day;

LocalTime add_months(LocalTime time, int count) {
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const auto target = year_month(date.year(), date.month()) + months(count);
  const auto last = (target / std::chrono::last).day();
  return local_days(target / std::min(date.day(), last)) + (time - day);
}

}  // namespace

Result<Calendar> Calendar::of(std::string zone, bool week_starts_monday) {
  try {
    const auto* found = date::locate_zone(zone);
    return Calendar(std::move(zone), found, week_starts_monday);
  } catch (const std::exception&) {
    return invalid(fmt::format("There is no time zone '{}'.", zone), "timezone");
  }
}

LocalTime Calendar::local(Instant instant) const {
  return LocalTime(instant.time_since_epoch() + zone_->get_info(instant).offset);
}

Instant Calendar::instant(LocalTime local) const {
  return zone_->to_sys(date::local_time<microseconds>(local.time_since_epoch()), date::choose::earliest);
}

Instant Calendar::start_of(Interval interval, Instant instant) const {
  return start_of(unit_of(interval), instant);
}

Instant Calendar::start_of(Unit unit, Instant at) const {
  const auto here = local(at);
  const auto day = floor<days>(here);
  const year_month_day date(day);
  switch (unit) {
    // The offset of the moment, not of the hour's start, so that an hour that happens twice stays two.
    case Unit::second:
      return at - (here - floor<seconds>(here));
    case Unit::minute:
      return at - (here - floor<minutes>(here));
    case Unit::hour:
      return at - (here - floor<hours>(here));
    case Unit::day:
      return instant(day);
    case Unit::week: {
      const auto first = monday_ ? std::chrono::Monday : std::chrono::Sunday;
      return instant(day - (weekday(day) - first));
    }
    case Unit::month:
      return instant(local_days(date.year() / date.month() / 1));
    case Unit::quarter: {
      const auto month = (static_cast<unsigned>(date.month()) - 1) / 3 * 3 + 1;
      return instant(local_days(date.year() / std::chrono::month(month) / 1));
    }
    case Unit::year:
      return instant(local_days(date.year() / std::chrono::January / 1));
  }
  return at;
}

Instant Calendar::add(Instant at, Unit unit, int count) const {
  switch (unit) {
    case Unit::second:
      return at + seconds(count);
    case Unit::minute:
      return at + minutes(count);
    case Unit::hour:
      return at + hours(count);
    case Unit::day:
      return instant(local(at) + days(count));
    case Unit::week:
      return instant(local(at) + days(7 * count));
    case Unit::month:
      return instant(add_months(local(at), count));
    case Unit::quarter:
      return instant(add_months(local(at), 3 * count));
    case Unit::year:
      return instant(add_months(local(at), 12 * count));
  }
  return at;
}

Instant Calendar::next(Interval interval, Instant start) const { return add(start, unit_of(interval), 1); }

Result<std::vector<Instant>> Calendar::buckets(Interval interval, Instant from, Instant to,
                                               std::size_t limit) const {
  std::vector<Instant> starts;
  for (auto start = start_of(interval, from); start <= to; start = next(interval, start)) {
    if (starts.size() == limit) {
      return invalid(
          fmt::format("The date range has more than {} intervals of a {}. Choose a longer interval or a "
                      "shorter range.",
                      limit, interval_names.at(static_cast<std::size_t>(interval))),
          "interval");
    }
    starts.push_back(start);
  }
  return starts;
}

Unit unit_of(Interval interval) {
  constexpr std::array units = {Unit::minute, Unit::hour, Unit::day, Unit::week, Unit::month};
  return units.at(static_cast<std::size_t>(interval));
}

std::string format_day(const Calendar& calendar, Interval interval, Instant start) {
  const auto here = calendar.local(start);
  const auto day = floor<days>(here);
  const year_month_day date(day);
  auto text = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                          static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  if (interval == Interval::minute || interval == Interval::hour) {
    const std::chrono::hh_mm_ss time(floor<seconds>(here - day));
    text += fmt::format(" {:02}:{:02}:{:02}", time.hours().count(), time.minutes().count(),
                        time.seconds().count());
  }
  return text;
}

std::string format_label(const Calendar& calendar, Interval interval, Instant start) {
  constexpr std::array names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto here = calendar.local(start);
  const auto day = floor<days>(here);
  const year_month_day date(day);
  auto text = fmt::format("{}-{}-{:04}", static_cast<unsigned>(date.day()),
                          names.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()));
  if (interval == Interval::minute || interval == Interval::hour) {
    const std::chrono::hh_mm_ss time(floor<seconds>(here - day));
    text += fmt::format(" {:02}:{:02}", time.hours().count(), time.minutes().count());
  }
  return text;
}

std::string format_zoned(const Calendar& calendar, Instant instant) {
  const auto here = calendar.local(instant);
  const auto day = floor<days>(here);
  const year_month_day date(day);
  const std::chrono::hh_mm_ss time(here - day);
  const auto offset =
      std::chrono::duration_cast<minutes>(here.time_since_epoch() - instant.time_since_epoch());
  const auto distance = std::chrono::abs(offset);
  auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                          static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                          time.hours().count(), time.minutes().count(), time.seconds().count());
  if (time.subseconds().count() != 0) text += fmt::format(".{:06}", time.subseconds().count());
  if (offset.count() == 0) return text + "Z";
  return text + fmt::format("{}{:02}:{:02}", offset.count() < 0 ? '-' : '+', distance.count() / 60,
                            distance.count() % 60);
}

}  // namespace leapfrog::query
