// PostHog's RetentionQuery, typed.
#pragma once

#include "query/breakdown.h"
#include "query/scope.h"
#include "query/series.h"

namespace leapfrog::insights {

enum class RetentionType : std::uint8_t {
  first_time,        // whose first event that matches is in the interval
  recurring,         // who did it in the interval, first or not
  first_occurrence,  // whose first event of that name is in the interval, and matches
};
enum class TimeWindow : std::uint8_t {
  calendar,
  rolling
};  // rolling: counted from each actor's own beginning
enum class RetentionAggregate : std::uint8_t { count, sum, avg };

struct RetentionQuery {
  query::Scope scope;
  query::Series target;     // how one begins
  query::Series returning;  // what coming back is
  RetentionType type = RetentionType::first_time;
  query::Interval period = query::Interval::day;
  std::int64_t intervals = 8;
  bool cumulative = false;  // whoever came back later counts for every interval before, too
  std::int64_t minimum_occurrences = 1;
  TimeWindow window = TimeWindow::calendar;
  RetentionAggregate aggregate = RetentionAggregate::count;
  std::string aggregate_property;
  query::PropertyType aggregate_property_type = query::PropertyType::event;
  query::Breakdown breakdown;
};

void describe(query::Shape& shape, RetentionQuery& retention);
Result<RetentionQuery> parse_retention(const json::object& query);

}  // namespace leapfrog::insights
