// What makes people belong to a cohort: conditions on their properties, on what they did, and on other
// cohorts, nested in AND and OR. Typed; knows neither JSON's shape nor SQL.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "query/calendar.h"
#include "query/filter.h"

namespace leapfrog::cohorts {

// A length of time back from now, by the calendar of the project: a day back is the same time the day before.
struct Span {
  std::int64_t count = 0;  // at least 1
  query::Unit unit = query::Unit::day;
};

// Which events count.
struct EventChoice {
  std::optional<std::string> event;    // one of the two
  std::optional<std::int64_t> action;  //
  query::FilterNode filters;           // that the event must meet as well
  std::string path;
};

// (now - span, now], or between two dates, both included; a date is a text as queries have it.
struct Period {
  std::optional<Span> span;
  std::optional<std::string> from;
  std::optional<std::string> to;
};

enum class Comparator : std::uint8_t { gte, gt, lte, lt, exact };
// Of those who did it at all: "at most three times" is one to three.
struct Times {
  Comparator comparator = Comparator::gte;
  std::int64_t count = 1;
};

struct Performed {
  EventChoice event;
  Period period;
};
struct PerformedMultiple {
  EventChoice event;
  Period period;
  Times times;
};
// The first event of all that fits is in the period.
struct FirstTime {
  EventChoice event;
  Period period;
};
// Of the last `periods` stretches of `each`, at least `least` have that many events.
struct Regularly {
  EventChoice event;
  Span each;
  Times times;
  std::int64_t periods = 1;
  std::int64_t least = 1;
};
// Did it between `before` and `recent` ago, and not since.
struct Stopped {
  EventChoice event;
  Span before;
  Span recent;
};
// Did it earlier than `before` ago, not between `before` and `recent` ago, and again since.
struct Restarted {
  EventChoice event;
  Span before;
  Span recent;
};
// Did the one and then the other, no more than `within` later, both in the period. `within` is a length of
// time: a day has 24 hours, a month 30 days.
struct Sequence {
  EventChoice first;
  EventChoice second;
  Period period;
  Span within;
};
using Behaviour =
    std::variant<Performed, PerformedMultiple, FirstTime, Regularly, Stopped, Restarted, Sequence>;

struct InCohort {
  std::int64_t cohort = 0;
};

struct Criterion {
  std::variant<query::PropertyFilter, Behaviour, InCohort> what;
  bool negated = false;
  std::string path;  // where it stands in the request, for errors: "filters.properties.values[0]"
};

// A leaf when `criterion` is set; otherwise all (or any) of the children, of which there is one at least.
struct Definition {
  std::optional<Criterion> criterion;
  bool any = false;
  std::vector<Definition> children;
};

// How a definition can be met, as PostHog calls it.
bool is_behavioural(const Definition& definition);
// The cohorts that it names, each once.
std::vector<std::int64_t> cohorts_named(const Definition& definition);
void visit(const Definition& definition, const std::function<void(const Criterion&)>& visitor);

}  // namespace leapfrog::cohorts
