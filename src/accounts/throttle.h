// Counts attempts per key (an address, an account) in a sliding window and refuses those over the limit.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "base/recently_used.h"
#include "base/result.h"
#include "base/time.h"

namespace leapfrog::accounts {

struct ThrottleLimits {
  std::size_t attempts = 10;
  seconds window{300};
  std::size_t max_keys = 10'000;  // the least recently used is forgotten beyond it
};

class Throttle {
 public:
  explicit Throttle(ThrottleLimits limits) : limits_(limits), taken_(limits.max_keys) {}

  // Takes one attempt; the error is `throttled` with the seconds until there is one again.
  Result<> take(std::string_view key, Instant now);
  // Gives the newest attempt back: it was a good one.
  void give_back(std::string_view key);
  std::size_t keys() const;

 private:
  const ThrottleLimits limits_;
  mutable std::mutex mutex_;
  RecentlyUsed<std::string, std::deque<Instant>> taken_;  // when, by key
};

// What stands for "the same sender": the address itself, or the /64 of an IPv6 address, which one customer of
// a provider has to themselves.
std::string address_key(std::string_view address);

}  // namespace leapfrog::accounts
