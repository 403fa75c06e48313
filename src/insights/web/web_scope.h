// What the questions of web analytics have in common: when, which visits, compared with what, towards which
// goal.
#pragma once

#include <optional>
#include <string>

#include "insights/compare.h"
#include "query/scope.h"
#include "query/series.h"

namespace leapfrog::insights {

struct WebOrder {
  std::string field;  // "Visitors"; nothing: the kind's own order
  bool ascending = false;
};

struct WebScope {
  query::Scope scope;
  query::Interval interval = query::Interval::day;
  Compare compare;
  std::optional<query::Series> goal;  // of conversions
  bool clean_paths = false;           // by the project's rules
  WebOrder order;
};
void describe(query::Shape& shape, WebScope& web);
// Beyond types. Also sets the interval where the dates are shorter than days and none is asked for.
Result<> complete(WebScope& web, const json::object& query);

}  // namespace leapfrog::insights
