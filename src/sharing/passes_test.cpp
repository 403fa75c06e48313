#include "sharing/passes.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "base/crypto.h"

namespace leapfrog::sharing {
namespace {

const Instant start = from_micros(1'772'323'200'000'000);

TEST(Passes, AreGoodForTheirKeyForHalfADay) {
  init_crypto();
  Passes passes;
  const auto pass = passes.give("link and password", start);
  EXPECT_TRUE(passes.good(pass, "link and password", start + std::chrono::hours(12) - seconds(1)));
  EXPECT_FALSE(passes.good(pass, "link and password", start + std::chrono::hours(12)));
  EXPECT_FALSE(passes.good(pass, "link and another password", start));
  EXPECT_FALSE(passes.good(pass + "x", "link and password", start));
}

TEST(Passes, TheOldestIsForgottenBeyondTenThousand) {
  init_crypto();
  Passes passes;
  const auto first = passes.give("key", start);
  const auto second = passes.give("key", start);
  for (int i = 0; i < 9'999; ++i) passes.give("key", start);
  EXPECT_FALSE(passes.good(first, "key", start));
  EXPECT_TRUE(passes.good(second, "key", start));
}

TEST(Passes, OfManyVisitorsAtOnceStayGood) {
  init_crypto();
  Passes passes;
  std::vector<std::thread> visitors;
  for (int visitor = 0; visitor < 4; ++visitor)
    visitors.emplace_back([&, visitor] {
      const auto key = std::to_string(visitor);
      for (int i = 0; i < 500; ++i) {
        const auto pass = passes.give(key, start);
        EXPECT_TRUE(passes.good(pass, key, start));
        EXPECT_FALSE(passes.good(pass, "another", start));
      }
    });
  for (auto& visitor : visitors) visitor.join();
}

}  // namespace
}  // namespace leapfrog::sharing
