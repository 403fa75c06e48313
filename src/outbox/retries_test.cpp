#include "outbox/retries.h"

#include <gtest/gtest.h>

#include <vector>

namespace leapfrog::outbox {
namespace {

TEST(OutboxRetries, ComeLessAndLessOftenAndEndAfterADay) {
  const auto start = from_micros(1'700'000'000'000'000);
  std::vector<std::int64_t> waits;
  auto now = start;
  for (std::int64_t attempts = 1;; ++attempts) {
    const auto next = next_attempt(start, attempts, now);
    if (!next) break;
    waits.push_back(std::chrono::duration_cast<seconds>(*next - now).count());
    now = *next;
  }
  EXPECT_EQ(waits, (std::vector<std::int64_t>{10, 60, 300, 1800, 7200, 18000, 18000, 18000, 18000}));
  EXPECT_LE(now - start, std::chrono::hours(24));
}

TEST(OutboxRetries, AServerThatWasAwayForLongGivesUpOldMessages) {
  const auto start = from_micros(1'700'000'000'000'000);
  EXPECT_FALSE(next_attempt(start, 1, start + std::chrono::hours(24)));
}

}  // namespace
}  // namespace leapfrog::outbox
