// Days of the history and when people are at their desks: local time, weekday, growth.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "demo/random.h"

namespace leapfrog::demo {

constexpr int launch_day_back = 24;  // the day Hedgerow was featured on a launch site

class Calendar {
 public:
  // Needs the system's time zone database. `end` falls on the last of `days` UTC days.
  static Result<Calendar> create(Instant end, int days);

  int days() const { return days_; }
  std::int64_t first_day() const { return first_day_us_; }  // midnight UTC, microseconds
  // How busy a day is compared with a Monday; days may be negative (before the history).
  double weekday_factor(int day) const;
  // A day for something new to begin: busier weekdays and later days are likelier.
  int starting_day(Random& random) const;
  // A moment on that day when somebody in that place is awake and likely to be working.
  std::int64_t working_time(int day, std::size_t place, Random& random) const;
  // Local time minus UTC, in minutes.
  int offset_minutes(int day, std::size_t place) const;

 private:
  int days_ = 0;
  std::int64_t first_day_us_ = 0;
  std::vector<double> starting_weights_;
  std::vector<std::vector<int>> offsets_;  // by place, by day
};

}  // namespace leapfrog::demo
