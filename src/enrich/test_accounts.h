// A project's test-account filters, compiled: they describe the people who count, so an event that any of
// them does not match was caused by the project's own people.
#pragma once

#include <vector>

#include "base/json.h"

namespace leapfrog::enrich {

class TestAccountFilters {
 public:
  // `filters`: PostHog's property filters [{key, value, operator, type}]. Taken into account are the types
  // event and person with exact, is_not, icontains, not_icontains, regex, not_regex, gt, gte, lt, lte, is_set
  // and is_not_set; anything else (cohorts, unknown operators, patterns that RE2 refuses) is ignored: it
  // never makes an event a test account's.
  explicit TestAccountFilters(const json::value& filters);
  ~TestAccountFilters();
  TestAccountFilters(TestAccountFilters&&) noexcept;
  TestAccountFilters& operator=(TestAccountFilters&&) noexcept;

  bool empty() const;
  // Compares as queries do: text with case for exact and regex, without for icontains; numbers also when they
  // come as text; a missing property (or null) satisfies the negative operators only.
  bool is_test_account(const json::object& properties, const json::object& person_properties) const;

 private:
  struct Filter;
  std::vector<Filter> filters_;
};

}  // namespace leapfrog::enrich
