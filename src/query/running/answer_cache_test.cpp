#include "query/running/answer_cache.h"

#include <gtest/gtest.h>

#include <thread>

namespace leapfrog::query {
namespace {

// Text that packing does not shorten.
std::string noise(std::size_t bytes, std::uint32_t seed) {
  std::string text = "{\"results\":\"";
  for (; text.size() < bytes; seed = seed * 1664525 + 1013904223)
    text += static_cast<char>('a' + (seed >> 24) % 26);
  return text + "\"}";
}

AnswerPtr answer(const std::string& hash, std::string fields) {
  Receipt receipt;
  receipt.query_hash = hash;
  return std::make_shared<Answer>(std::move(fields), receipt);
}

TEST(AnswerCache, KeepsTheNewestAnswerOfEachQuestion) {
  AnswerCache cache(1 << 20);
  cache.put(1, answer("a", R"({"results":1})"));
  cache.put(1, answer("a", R"({"results":2})"));
  cache.put(2, answer("a", R"({"results":3})"));
  EXPECT_EQ(cache.find(1, "a")->fields(), R"({"results":2})");
  EXPECT_EQ(cache.find(2, "a")->fields(), R"({"results":3})");
  EXPECT_EQ(cache.find(1, "b"), nullptr);
  EXPECT_EQ(cache.count(), 2U);
}

TEST(AnswerCache, ForgetsWhatWasNotLookedAtForLongest) {
  AnswerCache cache(10'000);
  for (int i = 0; i < 4; ++i) cache.put(1, answer(std::to_string(i), noise(1000, 1)));
  EXPECT_NE(cache.find(1, "0"), nullptr);
  cache.put(1, answer("4", noise(1000, 1)));
  EXPECT_NE(cache.find(1, "0"), nullptr);
  EXPECT_EQ(cache.find(1, "1"), nullptr);
  EXPECT_LE(cache.bytes(), 10'000U);
}

TEST(AnswerCache, DoesNotKeepWhatIsTooLargeNorWhatItWouldReplace) {
  AnswerCache cache(10'000);
  cache.put(1, answer("a", noise(500, 1)));
  cache.put(1, answer("a", noise(5000, 1)));
  EXPECT_EQ(cache.find(1, "a"), nullptr);
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST(Answer, OfLengthIsKeptPacked) {
  const auto text = "{\"results\":\"" + std::string(100'000, 'x') + "\"}";
  const auto packed = answer("a", text);
  EXPECT_EQ(packed->fields(), text);
  EXPECT_LT(packed->bytes(), 10'000U);
  const auto incompressible = noise(100'000, 7);
  EXPECT_EQ(answer("a", incompressible)->fields(), incompressible);
}

TEST(AnswerCache, IsSharedByThreads) {
  AnswerCache cache(50'000);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&cache, t] {
      for (int i = 0; i < 500; ++i) {
        const auto hash = std::to_string((i * 7 + t) % 40);
        cache.put(1, answer(hash, R"({"results":")" + hash + "\"}"));
        const auto found = cache.find(1, hash);
        EXPECT_TRUE(!found || found->receipt().query_hash == hash);
      }
    });
  threads.clear();
  EXPECT_LE(cache.bytes(), 50'000U);
}

}  // namespace
}  // namespace leapfrog::query
