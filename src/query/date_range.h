// The dates of a query: "-7d", "mStart", "2026-01-31", "all" and what they mean at this moment in the
// project's time zone.
#pragma once

#include <optional>
#include <string>

#include "query/calendar.h"
#include "query/shape.h"

namespace leapfrog::query {

// As asked: dateRange of a query.
struct DateRange {
  std::optional<std::string> from;  // default: the last seven days
  std::optional<std::string> to;    // default: now
  bool explicit_date = false;       // keep the time of day as it is
};
void describe(Shape& shape, DateRange& range);

// As meant: from <= t <= to.
struct ResolvedRange {
  Instant from;
  Instant to;
  bool all_time = false;  // `from` is to be replaced by the first event's instant
};

// The ends are rounded to whole days (`interval` hour: hours, minute: minutes) unless explicit_date. Errors:
// `invalid` with attr dateRange.date_from or date_to.
Result<ResolvedRange> resolve(const DateRange& range, const Calendar& calendar, Interval interval,
                              Instant now);

// A range of the same length that ends right before `range` starts, or shifted by `compare_to` ("-1w").
Result<ResolvedRange> previous_range(const ResolvedRange& range, const Calendar& calendar, Interval interval,
                                     const std::optional<std::string>& compare_to);

// "-7d" → seven days before `now`, "mStart" → the start of this month, or a date. `invalid` when it is
// neither.
struct Moment {
  Instant at;
  bool relative = false;
  bool has_time = false;         // the text names a time of day, or is in hours or minutes
  bool is_start_or_end = false;  // "dStart", "-1dEnd"
};
Result<Moment> parse_moment(std::string_view text, const Calendar& calendar, Instant now);

}  // namespace leapfrog::query
