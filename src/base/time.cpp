#include "base/time.h"

#include <fmt/format.h>

#include <charconv>

namespace leapfrog {
namespace {

class SystemClock final : public Clock {
 public:
  Instant now() const override {
    return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
  }
};

std::string format(Instant instant, char separator, std::string_view suffix) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(instant - day);
  return fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}.{:06}{}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), separator,
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count(), suffix);
}

// Reads exactly `digits` decimal digits at `position` and moves past them.
bool read_number(std::string_view text, std::size_t& position, std::size_t digits, int& out) {
  if (position + digits > text.size()) return false;
  const auto* begin = text.data() + position;
  const auto [end, error] = std::from_chars(begin, begin + digits, out);
  if (error != std::errc() || end != begin + digits || *begin == '-') return false;
  position += digits;
  return true;
}

bool read_char(std::string_view text, std::size_t& position, char wanted) {
  if (position >= text.size() || text[position] != wanted) return false;
  ++position;
  return true;
}

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

std::string format_iso(Instant instant) { return format(instant, 'T', "Z"); }
std::string format_sql(Instant instant) { return format(instant, ' ', ""); }

Result<Instant> parse_iso(std::string_view text) {
  const auto bad = [&] { return invalid(fmt::format("Not an ISO 8601 instant: '{}'.", text.substr(0, 64))); };
  std::size_t at = 0;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (!read_number(text, at, 4, year) || !read_char(text, at, '-') || !read_number(text, at, 2, month) ||
      !read_char(text, at, '-') || !read_number(text, at, 2, day)) {
    return bad();
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return bad();
  microseconds since_midnight{0};
  if (at < text.size()) {
    if (!read_char(text, at, 'T') && !read_char(text, at, ' ')) return bad();
    if (!read_number(text, at, 2, hour) || !read_char(text, at, ':') || !read_number(text, at, 2, minute))
      return bad();
    if (read_char(text, at, ':') && !read_number(text, at, 2, second)) return bad();
    if (hour > 23 || minute > 59 || second > 60) return bad();
    since_midnight = std::chrono::hours(hour) + std::chrono::minutes(minute) + seconds(second);
    if (read_char(text, at, '.')) {
      std::int64_t scale = 100'000;
      const auto first_digit = at;
      for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) {
        since_midnight += microseconds((text[at] - '0') * scale);
      }
      if (at == first_digit) return bad();
    }
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
      const int sign = text[at++] == '+' ? 1 : -1;
      int zone_hour = 0, zone_minute = 0;
      if (!read_number(text, at, 2, zone_hour)) return bad();
      read_char(text, at, ':');
      if (at < text.size() && !read_number(text, at, 2, zone_minute)) return bad();
      since_midnight -= sign * (std::chrono::hours(zone_hour) + std::chrono::minutes(zone_minute));
    } else {
      read_char(text, at, 'Z');
    }
  }
  if (at != text.size()) return bad();
  return Instant(std::chrono::sys_days(date)) + since_midnight;
}

}  // namespace leapfrog
