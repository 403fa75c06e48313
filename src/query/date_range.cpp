#include "query/date_range.h"

#include <fmt/format.h>

#include <charconv>

namespace leapfrog::query {
namespace {

constexpr int max_units = 100'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<Unit> unit_letter(char letter) {
  switch (letter) {
    case 's':
      return Unit::second;
    case 'M':
      return Unit::minute;
    case 'h':
      return Unit::hour;
    case 'd':
      return Unit::day;
    case 'w':
      return Unit::week;
    case 'm':
      return Unit::month;
    case 'q':
      return Unit::quarter;
    case 'y':
      return Unit::year;
    default:
      return std::nullopt;
  }
}

Instant end_of(const Calendar& calendar, Unit unit, Instant at) {
  return calendar.add(calendar.start_of(unit, at), unit, 1) - microseconds(1);
}

// "-7d", "7d" (also back), "dStart", "-1mEnd"; nothing when the text is of another form.
std::optional<Moment> parse_relative(std::string_view text, const Calendar& calendar, Instant now) {
  int sign = -1;
  if (text.starts_with('-'))
    text.remove_prefix(1);
  else if (text.starts_with('+')) {
    sign = 1;
    text.remove_prefix(1);
  }
  int count = 0;
  const auto digits = std::from_chars(text.data(), text.data() + text.size(), count);
  if (digits.ec == std::errc::result_out_of_range || count > max_units || count < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(digits.ptr - text.data()));
  if (text.empty()) return std::nullopt;
  const auto unit = unit_letter(text.front());
  if (!unit) return std::nullopt;
  text.remove_prefix(1);
  const bool counted = digits.ec == std::errc();
  if (!text.empty() && text != "Start" && text != "End") return std::nullopt;
  if (text.empty() && !counted) return std::nullopt;
  Moment moment{calendar.add(now, *unit, sign * count), true,
                *unit == Unit::second || *unit == Unit::minute || *unit == Unit::hour, !text.empty()};
  if (text == "Start") moment.at = calendar.start_of(*unit, moment.at);
  if (text == "End") moment.at = end_of(calendar, *unit, moment.at);
  return moment;
}

std::optional<int> number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool skip(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

struct TimeOfDay {
  microseconds value{0};
  bool named = false;
};

std::optional<TimeOfDay> parse_time(std::string_view& text) {
  if (!skip(text, 'T') && !skip(text, ' ')) return TimeOfDay{};
  const auto hour = number(text, 2);
  if (!hour || *hour > 23 || !skip(text, ':')) return std::nullopt;
  const auto minute = number(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  int second = 0;
  std::int64_t micros = 0;
  if (skip(text, ':')) {
    const auto read = number(text, 2);
    if (!read || *read > 59) return std::nullopt;
    second = *read;
    if (skip(text, '.')) {
      std::int64_t scale = 100'000;
      if (text.empty() || !is_digit(text.front())) return std::nullopt;
      for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), scale /= 10)
        micros += (text.front() - '0') * scale;
    }
  }
  return TimeOfDay{
      std::chrono::hours(*hour) + std::chrono::minutes(*minute) + seconds(second) + microseconds(micros),
      true};
}

// "Z", "+02:00", "" (nothing: local time); the error is an empty outer optional.
std::optional<std::optional<std::chrono::minutes>> parse_offset(std::string_view text) {
  if (text.empty()) return std::optional<std::chrono::minutes>();
  if (text == "Z" || text == "z") return std::chrono::minutes(0);
  const bool negative = text.front() == '-';
  if (!negative && text.front() != '+') return std::nullopt;
  text.remove_prefix(1);
  const auto hours = number(text, 2);
  if (!hours || *hours > 15) return std::nullopt;
  skip(text, ':');
  const auto rest = text.empty() ? std::optional(0) : number(text, 2);
  if (!rest || *rest > 59 || !text.empty()) return std::nullopt;
  const auto offset = std::chrono::minutes(*hours * 60 + *rest);
  return negative ? -offset : offset;
}

std::optional<Moment> parse_absolute(std::string_view text, const Calendar& calendar) {
  const auto year = number(text, 4);
  if (!year || !skip(text, '-')) return std::nullopt;
  const auto month = number(text, 2);
  if (!month || !skip(text, '-')) return std::nullopt;
  const auto day = number(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok() || *year < 1900 || *year > 2200) return std::nullopt;
  const auto time = parse_time(text);
  if (!time) return std::nullopt;
  const auto offset = parse_offset(text);
  if (!offset) return std::nullopt;
  const LocalTime local = std::chrono::local_days(date) + time->value;
  if (*offset) return Moment{Instant(local.time_since_epoch() - **offset), false, true, false};
  return Moment{calendar.instant(local), false, time->named, false};
}

Unit rounding_unit(Interval interval) {
  if (interval == Interval::minute) return Unit::minute;
  if (interval == Interval::hour) return Unit::hour;
  return Unit::day;
}

Result<Instant> resolve_from(const DateRange& range, const Calendar& calendar, Interval interval,
                             Instant now) {
  auto moment = parse_moment(range.from.value_or("-7d"), calendar, now);
  if (!moment) return invalid(moment.error().detail, "dateRange.date_from");
  if (range.explicit_date || moment->is_start_or_end) return moment->at;
  if (moment->has_time && !moment->relative) return moment->at;
  // Hours back from now begin with a whole hour, days back with a whole day.
  const auto unit = moment->has_time && interval >= Interval::day ? Unit::hour : rounding_unit(interval);
  return calendar.start_of(moment->relative && !moment->has_time ? Unit::day : unit, moment->at);
}

Result<Instant> resolve_to(const DateRange& range, const Calendar& calendar, Interval interval, Instant now) {
  if (!range.to) return range.explicit_date ? now : end_of(calendar, rounding_unit(interval), now);
  auto moment = parse_moment(*range.to, calendar, now);
  if (!moment) return invalid(moment.error().detail, "dateRange.date_to");
  if (range.explicit_date || moment->is_start_or_end || moment->has_time) return moment->at;
  return end_of(calendar, Unit::day, moment->at);
}

}  // namespace

void describe(Shape& shape, DateRange& range) {
  shape.text("date_from", range.from);
  shape.text("date_to", range.to);
  shape.flag("explicitDate", range.explicit_date);
}

Result<Moment> parse_moment(std::string_view text, const Calendar& calendar, Instant now) {
  if (const auto relative = parse_relative(text, calendar, now)) return *relative;
  if (const auto absolute = parse_absolute(text, calendar)) return *absolute;
  return invalid(
      fmt::format("'{}' is not a date: use one such as 2026-01-31, 2026-01-31T14:00:00Z, -7d, -24h or "
                  "mStart.",
                  text.substr(0, 100)));
}

Result<ResolvedRange> resolve(const DateRange& range, const Calendar& calendar, Interval interval,
                              Instant now) {
  ResolvedRange resolved;
  resolved.all_time = range.from == "all";
  if (!resolved.all_time) resolved.from = TRY(resolve_from(range, calendar, interval, now));
  resolved.to = TRY(resolve_to(range, calendar, interval, now));
  if (!resolved.all_time && resolved.to < resolved.from) {
    return invalid(fmt::format("The range ends ({}) before it begins ({}).", format_iso(resolved.to),
                               format_iso(resolved.from)),
                   "dateRange.date_to");
  }
  return resolved;
}

Result<ResolvedRange> previous_range(const ResolvedRange& range, const Calendar& calendar, Interval interval,
                                     const std::optional<std::string>& compare_to) {
  if (compare_to && !compare_to->empty()) {
    const auto from = parse_relative(*compare_to, calendar, range.from);
    const auto to = parse_relative(*compare_to, calendar, range.to);
    if (!from || !to)
      return invalid(fmt::format("'{}' is not a length of time such as -1w or -30d.", *compare_to),
                     "compareFilter.compare_to");
    return ResolvedRange{from->at, to->at, false};
  }
  // As many whole intervals back as the range touches, so that the points of both can be laid side by side.
  const auto starts = TRY(calendar.buckets(interval, range.from, range.to, 1'000'000));
  const auto count = static_cast<int>(starts.size());
  return ResolvedRange{calendar.add(range.from, unit_of(interval), -count),
                       calendar.add(range.to, unit_of(interval), -count), false};
}

}  // namespace leapfrog::query
