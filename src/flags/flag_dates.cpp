#include "flags/flag_dates.h"

#include <date/tz.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace leapfrog::flags {
namespace {

constexpr int max_relative = 10'000;
constexpr double max_unix_seconds = 253'402'300'800;  // the year 10000
constexpr double first_milliseconds = 1e11;

// Reads the parts of a date from the front.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  bool done() const { return text_.empty(); }
  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool take_one_of(std::string_view characters) {
    if (text_.empty() || characters.find(text_.front()) == std::string_view::npos) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool digits(std::size_t count, int& out) {
    if (text_.size() < count) return false;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + count, out);
    if (error != std::errc() || end != text_.data() + count || text_.front() == '-') return false;
    text_.remove_prefix(count);
    return true;
  }
  // ".123456": as many digits as there are, in microseconds.
  bool fraction(std::int64_t& micros) {
    std::int64_t scale = 100'000;
    bool any = false;
    for (; !text_.empty() && text_.front() >= '0' && text_.front() <= '9';
         text_.remove_prefix(1), any = true) {
      micros += (text_.front() - '0') * scale;
      scale /= 10;
    }
    return any;
  }
  char front() const { return text_.empty() ? '\0' : text_.front(); }

 private:
  std::string_view text_;
};

struct Parsed {
  date::local_time<microseconds> local;
  std::optional<std::chrono::minutes> offset;
};

bool read_day(Reader& reader, date::local_days& day) {
  int y = 0, m = 0, d = 0;
  if (!reader.digits(4, y) || !reader.take('-') || !reader.digits(2, m) || !reader.take('-') ||
      !reader.digits(2, d))
    return false;
  const date::year_month_day calendar{date::year(y), date::month(static_cast<unsigned>(m)),
                                      date::day(static_cast<unsigned>(d))};
  if (!calendar.ok()) return false;
  day = date::local_days(calendar);
  return true;
}

bool read_time(Reader& reader, microseconds& time) {
  int h = 0, m = 0, s = 0;
  std::int64_t micros = 0;
  if (!reader.digits(2, h) || !reader.take(':') || !reader.digits(2, m)) return false;
  if (reader.take(':')) {
    if (!reader.digits(2, s)) return false;
    if (reader.take('.') && !reader.fraction(micros)) return false;
  }
  if (h > 23 || m > 59 || s > 59) return false;
  time = std::chrono::hours(h) + std::chrono::minutes(m) + seconds(s) + microseconds(micros);
  return true;
}

bool read_offset(Reader& reader, std::optional<std::chrono::minutes>& offset) {
  if (reader.take('Z') || reader.take('z')) {
    offset = std::chrono::minutes(0);
    return true;
  }
  const bool west = reader.front() == '-';
  int h = 0, m = 0;
  if (!reader.take_one_of("+-") || !reader.digits(2, h)) return false;
  reader.take(':');
  if (!reader.done() && !reader.digits(2, m)) return false;
  if (h > 23 || m > 59) return false;
  const auto minutes = std::chrono::minutes(h * 60 + m);
  offset = west ? -minutes : minutes;
  return true;
}

std::optional<Parsed> read(std::string_view text) {
  Reader reader(text);
  date::local_days day;
  if (!read_day(reader, day)) return std::nullopt;
  Parsed parsed{day, std::nullopt};
  if (reader.done()) return parsed;
  microseconds time{};
  if (!reader.take_one_of("Tt ") || !read_time(reader, time)) return std::nullopt;
  parsed.local += time;
  reader.take(' ');
  if (!reader.done() && !read_offset(reader, parsed.offset)) return std::nullopt;
  if (!reader.done()) return std::nullopt;
  return parsed;
}

Instant in_zone(date::local_time<microseconds> local, TimeZone zone) {
  // A time that does not exist or exists twice where clocks change: the earlier reading.
  return Instant(zone->to_sys(local, date::choose::earliest).time_since_epoch());
}

}  // namespace

TimeZone find_time_zone(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    return date::locate_zone("UTC");
  }
}

std::optional<RelativeDate> parse_relative_date(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.size() < 2) return std::nullopt;
  const char unit = text.back();
  text.remove_suffix(1);
  if (std::string_view("hdwmy").find(unit) == std::string_view::npos) return std::nullopt;
  if (!std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  int count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || count >= max_relative) return std::nullopt;
  return RelativeDate{count, unit};
}

Instant before_now(RelativeDate ago, Instant now, TimeZone zone) {
  if (ago.unit == 'h') return now - std::chrono::hours(ago.count);
  const auto local = zone->to_local(date::sys_time<microseconds>(now.time_since_epoch()));
  const auto day = date::floor<date::days>(local);
  const auto time = local - day;
  if (ago.unit == 'd' || ago.unit == 'w')
    return in_zone(local - date::days(ago.count * (ago.unit == 'w' ? 7 : 1)), zone);
  const auto step = date::months(ago.unit == 'y' ? 12 : 1);
  date::year_month_day then(day);
  for (int i = 0; i < ago.count; ++i) {
    const auto month = date::year_month(then.year(), then.month()) - step;
    then = month / then.day();
    if (!then.ok()) then = month / date::last;
  }
  return in_zone(date::local_days(then) + time, zone);
}

std::optional<Instant> parse_date(std::string_view text, TimeZone zone) {
  const auto parsed = read(text);
  if (!parsed) return std::nullopt;
  if (!parsed->offset) return in_zone(parsed->local, zone);
  return Instant(parsed->local.time_since_epoch() - *parsed->offset);
}

std::optional<Instant> date_of(const json::value& value, TimeZone zone) {
  double unix_seconds = 0;
  if (value.is_number()) {
    unix_seconds = value.to_number<double>();
  } else if (value.is_string()) {
    const std::string_view text(value.get_string());
    if (auto instant = parse_date(text, zone)) return instant;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), unix_seconds);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  } else {
    return std::nullopt;
  }
  if (std::abs(unix_seconds) >= first_milliseconds) unix_seconds /= 1'000;
  if (!std::isfinite(unix_seconds) || std::abs(unix_seconds) > max_unix_seconds) return std::nullopt;
  return from_micros(static_cast<std::int64_t>(std::llround(unix_seconds * 1e6)));
}

}  // namespace leapfrog::flags
