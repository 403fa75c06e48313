// Comparing with an earlier time, as several kinds of questions do.
#pragma once

#include <optional>
#include <string>

#include "query/shape.h"

namespace leapfrog::insights {

struct Compare {
  bool on = false;
  std::optional<std::string> to;  // "-1w"; nothing: the time right before
};
// The fields of compareFilter.
void describe(query::Shape& shape, Compare& compare);

}  // namespace leapfrog::insights
