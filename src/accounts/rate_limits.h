// How often a key may ask, so that one script cannot starve everybody else. People in browsers are not
// limited.
#pragma once

#include "accounts/accounts.h"

namespace leapfrog::accounts {

// Of one personal key or project secret, in any 60 seconds; 0: no limit. Questions (scope "query:…") count in
// both.
struct RateLimits {
  std::size_t requests = 480;
  std::size_t queries = 240;
};

// Before anything is served. Over a limit the answer is 429 `throttled` with Retry-After.
void limit_rates(Accounts& accounts, RateLimits limits);

}  // namespace leapfrog::accounts
