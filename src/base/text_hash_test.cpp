#include "base/text_hash.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>

namespace leapfrog {
namespace {

TEST(TextHash, IsTheSameForTheSameText) {
  for (const std::size_t length : {0, 1, 3, 8, 16, 17, 128, 129, 240, 241, 5'000}) {
    const std::string text(length, 'x'), again(length, 'x');
    EXPECT_EQ(text_hash(text), text_hash(again)) << length;
    EXPECT_EQ(text_hash(text), TextHash()(again)) << length;
  }
}

TEST(TextHash, SpreadsTextsThatDifferLittle) {
  std::set<std::size_t> hashes, low;
  for (int i = 0; i < 10'000; ++i) {
    const auto hash = text_hash("user-" + std::to_string(i));
    hashes.insert(hash);
    low.insert(hash & 1023);
  }
  EXPECT_EQ(hashes.size(), 10'000U);  // two alike among 2^64: once in 10^11 runs
  EXPECT_GT(low.size(), 1'000U);      // 1,024 places, 10 texts for each: one stays empty in a run in twenty
}

// Nobody who does not know the secret can tell beforehand where a text falls.
TEST(TextHashDeathTest, DiffersFromRunToRun) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";  // the program anew, and not a copy of this one
  const auto say = [] {
    std::fprintf(stderr, "hash %zu end", text_hash("a"));
    std::exit(0);
  };
  EXPECT_EXIT(say(), testing::ExitedWithCode(0), "hash [0-9]+ end");
  EXPECT_EXIT(say(), testing::ExitedWithCode(0),
              testing::Not(testing::HasSubstr("hash " + std::to_string(text_hash("a")) + " end")));
}

}  // namespace
}  // namespace leapfrog
