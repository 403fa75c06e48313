// How much of an answer may come from the cache, and whether to wait for the rest: `refresh` of a request.
#pragma once

#include <cstdint>

#include "base/json.h"

namespace leapfrog::query {

enum class Refresh : std::uint8_t {
  blocking,                    // compute and wait, unless the cached answer is fresh
  async,                       // compute in the background, unless the cached answer is fresh
  lazy_async,                  // the same, unless the cached answer is fresh or not very old
  force_blocking,              // compute and wait
  force_async,                 // compute in the background
  force_cache,                 // never compute
  async_except_on_cache_miss,  // a cached answer, with a newer one in the background; without one, wait
};

// A word of the above, true (force_blocking) or false (force_cache); nullptr or null is `absent`. Texts
// "true", "false", "1" and "0" as in URLs. Errors: `invalid`.
Result<Refresh> parse_refresh(const json::value* value, Refresh absent);
// Of the words.
json::object refresh_schema();

}  // namespace leapfrog::query
