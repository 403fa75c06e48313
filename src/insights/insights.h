// The door of the insights: every kind of query that can be answered, listed once.
#pragma once

#include <span>

#include "query/asking.h"

namespace leapfrog::insights {

std::span<const query::Kind> kinds();

}  // namespace leapfrog::insights
