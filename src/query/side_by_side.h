// Several statements of one question at once: the engine answers them side by side.
#pragma once

#include <functional>

#include "base/result.h"

namespace leapfrog::query {

// Calls run(0) … run(count - 1) on a few threads and returns when all are done; the error of the lowest
// number, if any.
Result<> side_by_side(std::size_t count, const std::function<Result<>(std::size_t)>& run);

}  // namespace leapfrog::query
