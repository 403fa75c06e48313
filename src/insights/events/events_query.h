// PostHog's EventsQuery, typed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "query/filter.h"

namespace leapfrog::insights {

struct EventsQuery {
  std::vector<std::string> select;  // expressions of SQL, "*" and "person"
  std::vector<std::string> where;
  std::vector<std::string> order_by;
  std::optional<std::string> event;
  std::optional<std::int64_t> action;
  std::optional<std::string> person;
  std::optional<std::string> after;   // default: a day before `before`; "all": from the first event on
  std::optional<std::string> before;  // default: now
  query::FilterNode properties;
  query::FilterNode fixed_properties;
  bool filter_test_accounts = false;
  std::int64_t limit = 100;
  std::int64_t offset = 0;
};
void describe(query::Shape& shape, EventsQuery& events);
Result<EventsQuery> parse_events(const json::object& query);

}  // namespace leapfrog::insights
