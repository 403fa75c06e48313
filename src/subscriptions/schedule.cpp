#include "subscriptions/schedule.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace leapfrog::subscriptions {
namespace {

using std::chrono::days;
using std::chrono::last;
using std::chrono::local_days;
using std::chrono::months;
using std::chrono::weekday;
using std::chrono::year_month;
using std::chrono::year_month_day;
using std::chrono::year_month_day_last;
using std::chrono::years;

constexpr int years_ahead = 200;  // a recurrence that gives nothing for so long never will

int index_of(local_days day) { return static_cast<int>(weekday(day).iso_encoding()) - 1; }

// The day of that number, or the last of a shorter month.
local_days day_in(year_month month, std::chrono::day day) {
  const year_month_day_last end{month.year(), month.month() / last};
  return local_days(year_month_day{month.year(), month.month(), std::min(day, end.day())});
}

// The first day of the period `number` periods after that of `start`, and the first behind it.
struct Period {
  local_days begin;
  local_days end;
};
Period period_of(Frequency frequency, local_days start, int number) {
  const year_month_day date(start);
  switch (frequency) {
    case Frequency::daily:
      return {start + days(number), start + days(number + 1)};
    case Frequency::weekly: {
      const auto monday = start - days(index_of(start)) + days(7) * number;
      return {monday, monday + days(7)};
    }
    case Frequency::monthly: {
      const auto month = date.year() / date.month() + months(number);
      return {local_days(month / 1), local_days((month + months(1)) / 1)};
    }
    case Frequency::yearly: {
      const auto year = date.year() + years(number);
      return {local_days(year / 1 / 1), local_days((year + years(1)) / 1 / 1)};
    }
  }
  return {};
}

// The one day of a period that `start` stands for, when no weekdays are asked for.
local_days same_day(Frequency frequency, local_days start, const Period& period) {
  const year_month_day date(start);
  const year_month_day begin(period.begin);
  switch (frequency) {
    case Frequency::daily:
      return period.begin;
    case Frequency::weekly:
      return period.begin + days(index_of(start));
    case Frequency::monthly:
      return day_in(begin.year() / begin.month(), date.day());
    case Frequency::yearly:
      return day_in(begin.year() / date.month(), date.day());
  }
  return period.begin;
}

// The days of a period that fit, in order.
std::vector<local_days> days_of(const Recurrence& recurrence, local_days start, const Period& period) {
  if (recurrence.weekdays.empty()) return {same_day(recurrence.frequency, start, period)};
  std::vector<local_days> fit;
  for (auto day = period.begin; day < period.end; day += days(1))
    if (std::ranges::find(recurrence.weekdays, index_of(day)) != recurrence.weekdays.end())
      fit.push_back(day);
  if (recurrence.position == 0) return fit;
  const auto size = static_cast<int>(fit.size());
  const int index = recurrence.position > 0 ? recurrence.position - 1 : size + recurrence.position;
  if (index < 0 || index >= size) return {};
  return {fit[static_cast<std::size_t>(index)]};
}

std::string capitalized(std::string_view word) {
  std::string out(word);
  out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

}  // namespace

std::optional<Instant> next_delivery(const Recurrence& recurrence, const query::Calendar& calendar,
                                     Instant after) {
  const auto local = calendar.local(recurrence.start);
  const auto start = std::chrono::floor<days>(local);
  const auto time = local - start;
  const auto end =
      std::chrono::floor<days>(calendar.local(std::max(after, recurrence.start))) + days(366) * years_ahead;
  std::int64_t seen = 0;
  for (int number = 0;; number += recurrence.interval) {
    const auto period = period_of(recurrence.frequency, start, number);
    if (period.begin > end) return std::nullopt;
    for (const auto day : days_of(recurrence, start, period)) {
      if (day < start) continue;
      if (recurrence.count && ++seen > *recurrence.count) return std::nullopt;
      const auto at = calendar.instant(day + time);
      if (recurrence.until && at > *recurrence.until) return std::nullopt;
      if (at > after) return at;
    }
  }
}

std::string describe(const Recurrence& recurrence, const query::Calendar& calendar) {
  constexpr std::array units = {"day", "week", "month", "year"};
  const auto* unit = units.at(static_cast<std::size_t>(recurrence.frequency));
  auto out = recurrence.interval == 1 ? fmt::format("every {}", unit)
                                      : fmt::format("every {} {}s", recurrence.interval, unit);
  std::vector<std::string> names;
  for (const auto day : recurrence.weekdays)
    names.push_back(capitalized(weekday_names.at(static_cast<std::size_t>(day))));
  if (!names.empty()) {
    constexpr std::array ordinals = {"", "first ", "second ", "third ", "fourth ", "fifth "};
    std::string which;
    if (recurrence.position == -1)
      which = "the last ";
    else if (recurrence.position > 0 && recurrence.position <= 5)
      which = fmt::format("the {}", ordinals.at(static_cast<std::size_t>(recurrence.position)));
    else if (recurrence.position != 0)
      which = fmt::format("number {} of ", recurrence.position);
    out += fmt::format(" on {}{}", which, fmt::join(names, ", "));
  }
  const auto local = calendar.local(recurrence.start);
  const std::chrono::hh_mm_ss time(
      std::chrono::floor<std::chrono::minutes>(local - std::chrono::floor<days>(local)));
  return out + fmt::format(" at {:02}:{:02}", time.hours().count(), time.minutes().count());
}

}  // namespace leapfrog::subscriptions
