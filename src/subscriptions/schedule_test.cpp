#include "subscriptions/schedule.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "base/random_fixture.h"

namespace leapfrog::subscriptions {
namespace {

using query::Calendar;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::year_month_day;

Calendar zone(const char* name) { return *Calendar::of(name, true); }
Instant at(std::string_view text) { return *parse_iso(text); }

std::vector<std::string> deliveries(const Recurrence& recurrence, const Calendar& calendar, int count) {
  std::vector<std::string> all;
  auto after = recurrence.start - seconds(1);
  for (int i = 0; i < count; ++i) {
    const auto next = next_delivery(recurrence, calendar, after);
    if (!next) break;
    all.push_back(query::format_zoned(calendar, *next));
    after = *next;
  }
  return all;
}
using Times = std::vector<std::string>;

TEST(SubscriptionSchedule, KeepsTheHourOverDaylightSaving) {
  Recurrence daily{Frequency::daily, 1, {}, 0, {}, at("2026-03-28T08:00:00Z"), {}};
  EXPECT_EQ(deliveries(daily, zone("Europe/Berlin"), 3),
            (Times{"2026-03-28T09:00:00+01:00", "2026-03-29T09:00:00+02:00", "2026-03-30T09:00:00+02:00"}));
  // 02:30 does not exist on the 29th: then at the moment of the skip.
  daily.start = at("2026-03-28T01:30:00Z");
  EXPECT_EQ(deliveries(daily, zone("Europe/Berlin"), 3),
            (Times{"2026-03-28T02:30:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"}));
  // And comes twice in October: the first counts, and it counts once.
  daily.start = at("2026-10-24T00:30:00Z");
  EXPECT_EQ(deliveries(daily, zone("Europe/Berlin"), 3),
            (Times{"2026-10-24T02:30:00+02:00", "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"}));
}

TEST(SubscriptionSchedule, KnowsWeekdaysAndPositions) {
  const Recurrence workdays{Frequency::weekly, 2, {0, 4}, 0, {}, at("2026-01-07T09:00:00Z"), {}};
  EXPECT_EQ(deliveries(workdays, zone("UTC"), 3),
            (Times{"2026-01-09T09:00:00Z", "2026-01-19T09:00:00Z", "2026-01-23T09:00:00Z"}));
  const Recurrence last_friday{Frequency::monthly, 1, {4}, -1, {}, at("2026-01-31T09:00:00Z"), {}};
  EXPECT_EQ(deliveries(last_friday, zone("UTC"), 2), (Times{"2026-02-27T09:00:00Z", "2026-03-27T09:00:00Z"}));
  const Recurrence first_workday{Frequency::monthly,         1, {0, 1, 2, 3, 4}, 1, {},
                                 at("2026-08-01T09:00:00Z"), {}};
  EXPECT_EQ(deliveries(first_workday, zone("UTC"), 2),
            (Times{"2026-08-03T09:00:00Z", "2026-09-01T09:00:00Z"}));
}

TEST(SubscriptionSchedule, ShortMonthsHaveALastDay) {
  const Recurrence monthly{Frequency::monthly, 1, {}, 0, {}, at("2027-12-31T09:00:00Z"), {}};
  EXPECT_EQ(deliveries(monthly, zone("UTC"), 4), (Times{"2027-12-31T09:00:00Z", "2028-01-31T09:00:00Z",
                                                        "2028-02-29T09:00:00Z", "2028-03-31T09:00:00Z"}));
  const Recurrence yearly{Frequency::yearly, 1, {}, 0, {}, at("2028-02-29T09:00:00Z"), {}};
  EXPECT_EQ(deliveries(yearly, zone("UTC"), 2), (Times{"2028-02-29T09:00:00Z", "2029-02-28T09:00:00Z"}));
}

TEST(SubscriptionSchedule, Ends) {
  Recurrence daily{Frequency::daily, 1, {}, 0, 2, at("2026-01-01T09:00:00Z"), {}};
  EXPECT_EQ(deliveries(daily, zone("UTC"), 5).size(), 2U);
  daily.count.reset();
  daily.until = at("2026-01-03T09:00:00Z");
  EXPECT_EQ(deliveries(daily, zone("UTC"), 5).size(), 3U);
  const Recurrence never{Frequency::weekly, 1, {0}, 2, {}, at("2026-01-01T09:00:00Z"), {}};
  EXPECT_FALSE(next_delivery(never, zone("UTC"), at("2026-01-01T00:00:00Z")));
}

TEST(SubscriptionSchedule, IsSaidInWords) {
  const Recurrence some{Frequency::weekly, 2, {0, 4}, 0, {}, at("2026-01-07T08:00:00Z"), {}};
  EXPECT_EQ(describe(some, zone("Europe/Berlin")), "every 2 weeks on Monday, Friday at 09:00");
  const Recurrence last{Frequency::monthly, 1, {4}, -1, {}, at("2026-01-07T08:00:00Z"), {}};
  EXPECT_EQ(describe(last, zone("UTC")), "every month on the last Friday at 08:00");
}

// The same, counted off day by day from the words of the definition, and instants found by looking at every
// minute that could be meant.
class Naive {
 public:
  Naive(const Recurrence& recurrence, const Calendar& calendar) : r_(recurrence), calendar_(calendar) {
    const auto local = calendar.local(r_.start);
    first_ = std::chrono::floor<days>(local);
    time_ = local - first_;
  }

  std::optional<Instant> next(Instant after) const {
    std::int64_t seen = 0;
    for (auto day = first_; day < first_ + days(366 * 12); day += days(1)) {
      if (!fits(day)) continue;
      if (r_.count && ++seen > *r_.count) return std::nullopt;
      const auto at = instant(day + time_);
      if (r_.until && at > *r_.until) return std::nullopt;
      if (at > after) return at;
    }
    return std::nullopt;
  }

 private:
  static int weekday_of(local_days day) {
    // 1970-01-05 was a Monday.
    const auto since = (day - local_days(days(4))).count() % 7;
    return static_cast<int>(since < 0 ? since + 7 : since);
  }
  static int year_of(local_days day) { return int(year_month_day(day).year()); }
  static int month_of(local_days day) {
    return year_of(day) * 12 + static_cast<int>(unsigned(year_month_day(day).month())) - 1;
  }
  static std::int64_t week_of(local_days day) {
    return (day - local_days(days(4)) - days(weekday_of(day))).count() / 7;
  }

  // A number that is the same for days of the same period.
  std::int64_t period_of(local_days day) const {
    if (r_.frequency == Frequency::daily) return day.time_since_epoch().count();
    if (r_.frequency == Frequency::weekly) return week_of(day);
    return r_.frequency == Frequency::monthly ? month_of(day) : year_of(day);
  }

  bool is_wanted_weekday(local_days day) const {
    return std::ranges::find(r_.weekdays, weekday_of(day)) != r_.weekdays.end();
  }

  bool is_same_day(local_days day) const {
    const year_month_day first(first_);
    const year_month_day given(day);
    const bool month_ends = month_of(day + days(1)) != month_of(day);
    const bool day_fits = given.day() == first.day() || (month_ends && given.day() < first.day());
    switch (r_.frequency) {
      case Frequency::daily:
        return true;
      case Frequency::weekly:
        return weekday_of(day) == weekday_of(first_);
      case Frequency::monthly:
        return day_fits;
      case Frequency::yearly:
        return day_fits && given.month() == first.month();
    }
    return false;
  }

  bool fits(local_days day) const {
    if ((period_of(day) - period_of(first_)) % r_.interval != 0) return false;
    if (r_.weekdays.empty()) return is_same_day(day);
    if (!is_wanted_weekday(day)) return false;
    if (r_.position == 0) return true;
    int before = 0;
    int behind = 0;
    for (auto other = day - days(370); other < day + days(370); other += days(1)) {
      if (period_of(other) != period_of(day) || !is_wanted_weekday(other)) continue;
      before += other < day ? 1 : 0;
      behind += other > day ? 1 : 0;
    }
    return r_.position > 0 ? before == r_.position - 1 : behind == -r_.position - 1;
  }

  Instant instant(query::LocalTime wanted) const {
    const Instant guess(wanted.time_since_epoch());
    for (auto offset = -hours(15); offset <= hours(15); offset += hours(1)) {
      for (int quarter = 0; quarter < 4; ++quarter) {
        const auto at = guess + offset + std::chrono::minutes(15 * quarter);
        if (calendar_.local(at) == wanted) return at;
      }
    }
    // No moment has it: the first whose local time is later.
    auto low = guess - hours(30);
    auto high = guess + hours(30);
    while (high - low > microseconds(1)) {
      const auto middle = low + (high - low) / 2;
      (calendar_.local(middle) > wanted ? high : low) = middle;
    }
    return high;
  }

  const Recurrence& r_;
  const Calendar& calendar_;
  local_days first_;
  microseconds time_{};
};

TEST(SubscriptionSchedule, IsThatOfTheNaiveReference) {
  const RandomSeed seed;
  std::mt19937_64 random(seed);
  const auto from = [&](int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
  };
  std::vector<Calendar> zones;
  for (const auto* name : {"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                           "Asia/Kathmandu", "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca"})
    zones.push_back(zone(name));
  for (int round = 0; round < 600; ++round) {
    const auto& calendar = zones[random() % zones.size()];
    Recurrence r;
    r.frequency = static_cast<Frequency>(from(0, 3));
    r.interval = from(1, r.frequency == Frequency::yearly ? 3 : 5);
    if (from(0, 1) == 1) {
      std::set<int> chosen_days;
      for (int i = from(1, 4); i > 0; --i) chosen_days.insert(from(0, 6));
      r.weekdays.assign(chosen_days.begin(), chosen_days.end());
      constexpr std::array positions = {0, 0, 1, 2, -1, -2, 5};
      r.position = positions.at(random() % positions.size());
    }
    if (from(0, 3) == 0) r.count = from(1, 10);
    // Quarters of hours, often in the night hours that daylight saving moves.
    r.start = at("2021-01-01T00:00:00Z") + days(from(0, 1500)) + hours(from(0, 23)) +
              std::chrono::minutes(15 * from(0, 3));
    if (from(0, 3) == 0) r.until = r.start + days(from(0, 900));
    const auto after = r.start - days(2) + hours(from(0, 24 * 800));
    const auto wanted = Naive(r, calendar).next(after);
    // The reference looks twelve years ahead.
    const auto got = next_delivery(r, calendar, after);
    if (!wanted && got && *got > r.start + days(365 * 11)) continue;
    ASSERT_EQ(got.has_value(), wanted.has_value()) << describe(r, calendar) << " " << calendar.zone();
    if (got) {
      ASSERT_EQ(format_iso(*got), format_iso(*wanted))
          << describe(r, calendar) << " position " << r.position << " from " << format_iso(r.start) << " "
          << calendar.zone();
    }
  }
}

}  // namespace
}  // namespace leapfrog::subscriptions
