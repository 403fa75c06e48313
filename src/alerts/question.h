// What an alert asks: the trend of its insight, over no more periods than it looks at. Pure.
#pragma once

#include "base/json.h"

namespace leapfrog::alerts {

struct Question {
  json::object query;
  bool broken_down = false;
};

// `saved` is the query of an insight. Errors: `invalid` with attr "insight" when it is no trend.
Result<Question> question_of(const json::object& saved);

}  // namespace leapfrog::alerts
