#include "capture/timestamps.h"

#include <array>
#include <charconv>

namespace leapfrog::capture {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::chrono::hours future_cutoff{23};
constexpr std::int64_t micros_per_second = 1'000'000;
const Instant first_instant = std::chrono::sys_days(std::chrono::year(0) / 1 / 1);
const Instant last_instant = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1) - microseconds(1);

bool in_range(Instant instant) { return instant >= first_instant && instant <= last_instant; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Fields {
  int year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  microseconds fraction{0};
  minutes zone{0};
  bool has_zone = false;
};

// A cursor over the text; every `take` moves on only when it succeeds.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  bool take(char wanted) {
    if (peek() != wanted || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool take_any(std::string_view wanted) {
    if (rest_.empty() || wanted.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void skip_spaces() {
    while (take(' ')) {
    }
  }

  // Between `least` and `most` digits.
  bool number(std::size_t least, std::size_t most, int& out) {
    std::size_t length = 0;
    while (length < rest_.size() && length < most && is_digit(rest_[length])) ++length;
    if (length < least) return false;
    std::from_chars(rest_.data(), rest_.data() + length, out);
    rest_.remove_prefix(length);
    return true;
  }

  bool word(std::string& out) {
    std::size_t length = 0;
    while (length < rest_.size() && ((rest_[length] | 32) >= 'a' && (rest_[length] | 32) <= 'z')) ++length;
    out = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return length > 0;
  }

  bool fraction(microseconds& out) {
    std::int64_t scale = 100'000;
    std::int64_t value = 0;
    if (!is_digit(peek())) return false;
    for (; is_digit(peek()); rest_.remove_prefix(1), scale /= 10) value += (peek() - '0') * scale;
    out = microseconds(value);
    return true;
  }

 private:
  std::string_view rest_;
};

std::optional<Instant> to_instant(const Fields& fields) {
  const std::chrono::year_month_day date{std::chrono::year(fields.year),
                                         std::chrono::month(static_cast<unsigned>(fields.month)),
                                         std::chrono::day(static_cast<unsigned>(fields.day))};
  if (!date.ok() || fields.hour > 23 || fields.minute > 59 || fields.second > 60) return std::nullopt;
  const auto instant = Instant(std::chrono::sys_days(date)) + hours(fields.hour) + minutes(fields.minute) +
                       seconds(fields.second) + fields.fraction - fields.zone;
  return in_range(instant) ? std::optional(instant) : std::nullopt;
}

// hh:mm[:ss[.fraction]] [am|pm]
bool read_time(Scanner& in, Fields& out) {
  if (!in.number(1, 2, out.hour) || !in.take(':') || !in.number(2, 2, out.minute)) return false;
  if (in.take(':')) {
    if (!in.number(2, 2, out.second)) return false;
    if (in.take_any(".,") && !in.fraction(out.fraction)) return false;
  }
  return true;
}

// Z, UTC, GMT, +03, +0300, +03:00 or nothing.
bool read_zone(Scanner& in, Fields& out) {
  in.skip_spaces();
  if (in.done()) return true;
  out.has_zone = true;
  const bool negative = in.peek() == '-';
  if (in.take_any("+-")) {
    int hour = 0;
    int minute = 0;
    if (!in.number(2, 2, hour)) return false;
    in.take(':');
    if (!in.done() && !in.number(2, 2, minute)) return false;
    if (hour > 23 || minute > 59) return false;
    out.zone = hours(hour) + minutes(minute);
    if (negative) out.zone = -out.zone;
    return in.done();
  }
  std::string name;
  if (!in.word(name)) return false;
  return (name == "Z" || name == "z" || name == "UTC" || name == "GMT" || name == "UT") && in.done();
}

bool read_rest(Scanner& in, Fields& out) {
  if (in.done()) return true;
  if (!in.take_any("Tt ")) return false;
  in.skip_spaces();
  return read_time(in, out) && read_zone(in, out);
}

// YYYY-MM-DD or YYYY/MM/DD, then a time.
std::optional<Instant> read_year_first(std::string_view text) {
  Scanner in(text);
  Fields fields;
  if (!in.number(4, 4, fields.year)) return std::nullopt;
  const char separator = in.peek();
  if (!in.take_any("-/") || !in.number(1, 2, fields.month) || !in.take(separator) ||
      !in.number(1, 2, fields.day) || !read_rest(in, fields)) {
    return std::nullopt;
  }
  return to_instant(fields);
}

// MM/DD/YYYY, then a time.
std::optional<Instant> read_month_first(std::string_view text) {
  Scanner in(text);
  Fields fields;
  if (!in.number(1, 2, fields.month) || !in.take('/') || !in.number(1, 2, fields.day) || !in.take('/') ||
      !in.number(4, 4, fields.year) || !read_rest(in, fields)) {
    return std::nullopt;
  }
  return to_instant(fields);
}

int month_of(std::string_view name) {
  static constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (std::size_t i = 0; i < months.size(); ++i) {
    if (name.substr(0, 3) == months[i]) return static_cast<int>(i) + 1;
  }
  return 0;
}

// [Tue, ]1 Jul 2003 10:52:37 +0200
std::optional<Instant> read_rfc2822(std::string_view text) {
  Scanner in(text);
  Fields fields;
  std::string word;
  if (in.word(word)) {
    if (!in.take(',')) return std::nullopt;
    in.skip_spaces();
  }
  if (!in.number(1, 2, fields.day) || !in.take_any(" -")) return std::nullopt;
  if (!in.word(word)) return std::nullopt;
  fields.month = month_of(word);
  if (fields.month == 0 || !in.take_any(" -") || !in.number(4, 4, fields.year)) return std::nullopt;
  if (!in.done() && (!in.take(' ') || !read_time(in, fields) || !read_zone(in, fields))) return std::nullopt;
  return to_instant(fields);
}

// Seconds, or by their magnitude milli-, micro- or nanoseconds. A fraction counts for seconds and
// milliseconds.
std::optional<Instant> read_number(std::string_view text) {
  std::string_view whole = text.substr(0, text.find('.'));
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), value);
  if (error != std::errc() || end != whole.data() + whole.size() || whole.empty()) return std::nullopt;
  microseconds fraction{0};
  if (whole.size() < text.size()) {
    Scanner in(text.substr(whole.size() + 1));
    if (value < 0 || !in.fraction(fraction) || !in.done()) return std::nullopt;
  }
  const auto magnitude = value < 0 ? -(value + 1) : value;
  std::int64_t micros = 0;
  if (magnitude < 100'000'000'000) {
    micros = value * micros_per_second + fraction.count();
  } else if (magnitude < 100'000'000'000'000) {
    micros = value * 1000 + fraction.count() / 1000;
  } else if (magnitude < 100'000'000'000'000'000) {
    micros = value;
  } else {
    micros = value / 1000;
  }
  const auto instant = from_micros(micros);
  return in_range(instant) ? std::optional(instant) : std::nullopt;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<Instant> parse_timestamp(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.size() > 64) return std::nullopt;
  if (const auto found = read_year_first(text)) return found;
  if (const auto found = read_month_first(text)) return found;
  if (const auto found = read_number(text)) return found;
  return read_rfc2822(text);
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
  if (text.size() > 64) return std::nullopt;
  Scanner in(text);
  Fields fields;
  if (!in.number(4, 4, fields.year) || !in.take('-') || !in.number(2, 2, fields.month) || !in.take('-') ||
      !in.number(2, 2, fields.day) || !in.take_any("Tt ") || !read_time(in, fields) ||
      !read_zone(in, fields) || !fields.has_zone) {
    return std::nullopt;
  }
  return to_instant(fields);
}

Instant event_time(const TimestampInput& input) {
  auto time = input.now;
  if (const auto parsed = parse_timestamp(input.timestamp)) {
    time = input.sent_at ? input.now + (*parsed - *input.sent_at) : *parsed;
  }
  if (input.offset_ms) {
    // Anything beyond ten thousand years is nonsense and must not overflow.
    constexpr std::int64_t most = 315'569'520'000'000;
    if (*input.offset_ms > most || *input.offset_ms < -most) return input.now;
    time = input.now - milliseconds(*input.offset_ms);
  }
  if (time - input.now > future_cutoff) return input.now;
  return in_range(time) ? time : Instant{};
}

std::optional<Instant> query_sent_at(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  constexpr std::int64_t start_of_2021 = 1'609'459'200'000;
  constexpr std::int64_t end_of_9999 = 253'402'300'799'999;
  if (error != std::errc() || end != text.data() + text.size() || value < start_of_2021 ||
      value > end_of_9999)
    return std::nullopt;
  return Instant{milliseconds(value)};
}

}  // namespace leapfrog::capture
