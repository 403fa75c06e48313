#include "insights/date_window.h"

#include "query/sql/event_rows.h"

namespace leapfrog::insights {

Result<query::ResolvedRange> resolve_dates(const query::Asking& asking, const query::DateRange& dates,
                                           query::Interval interval) {
  auto range = TRY(asking.resolve(dates, interval));
  if (!range.all_time) return range;
  query::Bindings bindings;
  const query::EventRows rows(asking, bindings);
  const auto found = TRY(asking.rows(
      query::Statement{"SELECT count(), toUnixTimestamp64Micro(min(e.timestamp)) " + rows.sql(), {}, {}}));
  const bool any = !found.empty() && found.front().at(0).to_number<std::int64_t>() > 0;
  const auto first = any ? from_micros(found.front().at(1).to_number<std::int64_t>()) : range.to;
  range.from = asking.calendar().start_of(
      interval < query::Interval::day ? query::Unit::hour : query::Unit::day, std::min(first, range.to));
  return range;
}

json::object range_json(const query::Asking& asking, const query::ResolvedRange& range) {
  return {{"date_from", query::format_zoned(asking.calendar(), range.from)},
          {"date_to", query::format_zoned(asking.calendar(), range.to)}};
}

}  // namespace leapfrog::insights
