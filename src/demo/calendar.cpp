#include "demo/calendar.h"

#include <date/tz.h>

#include <algorithm>
#include <string>

#include "demo/audience.h"
#include "demo/history.h"

namespace leapfrog::demo {
namespace {

// Sunday first.
constexpr double weekday_factors[] = {0.30, 1.0, 1.10, 1.08, 1.0, 0.82, 0.26};
constexpr double hour_weights[] = {0.3, 0.15, 0.1, 0.1, 0.1, 0.2, 0.6, 1.6, 4.0, 6.5, 7.5, 7.0,
                                   5.0, 6.0,  7.2, 7.0, 6.2, 4.6, 2.6, 1.8, 1.6, 1.4, 1.0, 0.6};

}  // namespace

Result<Calendar> Calendar::create(Instant end, int days) {
  Calendar calendar;
  calendar.days_ = days;
  const std::int64_t last_day = to_micros(std::chrono::floor<std::chrono::days>(end));
  calendar.first_day_us_ = last_day - (days - 1) * day_us;
  for (int day = 0; day < days; ++day) {
    calendar.starting_weights_.push_back(calendar.weekday_factor(day) * (1 + 0.5 * day / days));
  }
  try {
    for (const Place& place : places()) {
      const date::time_zone* zone = date::locate_zone(std::string(place.zone));
      std::vector<int> offsets;
      for (int day = 0; day < days; ++day) {
        const date::sys_seconds noon(std::chrono::floor<seconds>(
            from_micros(calendar.first_day_us_ + day * day_us + day_us / 2).time_since_epoch()));
        offsets.push_back(static_cast<int>(
            std::chrono::duration_cast<std::chrono::minutes>(zone->get_info(noon).offset).count()));
      }
      calendar.offsets_.push_back(std::move(offsets));
    }
  } catch (const std::exception& error) {
    return internal_error("The time zone database cannot be read; install the package tzdata. " +
                          std::string(error.what()));
  }
  return calendar;
}

double Calendar::weekday_factor(int day) const {
  const std::int64_t since_epoch = first_day_us_ / day_us + day;
  return weekday_factors[static_cast<std::size_t>((since_epoch + 4) % 7)];  // 1970 began on a Thursday
}

int Calendar::starting_day(Random& random) const {
  return static_cast<int>(random.weighted(starting_weights_));
}

int Calendar::offset_minutes(int day, std::size_t place) const {
  return offsets_[place][static_cast<std::size_t>(std::clamp(day, 0, days_ - 1))];
}

std::int64_t Calendar::working_time(int day, std::size_t place, Random& random) const {
  const auto hour = static_cast<std::int64_t>(random.weighted(hour_weights));
  const std::int64_t local = hour * 3600 * second_us + random.between(0, 3600 * second_us - 1);
  return first_day_us_ + day * day_us + local - offset_minutes(day, place) * 60 * second_us;
}

}  // namespace leapfrog::demo
