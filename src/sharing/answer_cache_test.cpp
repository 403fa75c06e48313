#include "sharing/answer_cache.h"

#include <gtest/gtest.h>

#include <latch>
#include <thread>
#include <vector>

namespace leapfrog::sharing {
namespace {

const Instant start = from_micros(1'772'323'200'000'000);

TEST(PublicAnswerCache, KeepsAnAnswerForAMinute) {
  AnswerCache cache;
  int computed = 0;
  const auto compute = [&]() -> Result<json::object> { return json::object{{"n", ++computed}}; };
  EXPECT_EQ(**cache.get("a", start, compute), R"({"n":1})");
  EXPECT_EQ(**cache.get("a", start + seconds(60), compute), R"({"n":1})");
  EXPECT_EQ(**cache.get("b", start, compute), R"({"n":2})");
  EXPECT_EQ(**cache.get("a", start + seconds(61), compute), R"({"n":3})");
}

TEST(PublicAnswerCache, DoesNotKeepErrors) {
  AnswerCache cache;
  EXPECT_FALSE(cache.get("a", start, []() -> Result<json::object> { return unavailable("Away.", 1); }));
  EXPECT_TRUE(cache.get("a", start, []() -> Result<json::object> { return json::object(); }));
}

TEST(PublicAnswerCache, ComputesThreeAtOnceAndRefusesAFourth) {
  AnswerCache cache;
  std::latch inside(3);
  std::latch go_on(1);
  std::vector<std::thread> visitors;
  for (int i = 0; i < 3; ++i)
    visitors.emplace_back([&, i] {
      const auto slow = [&]() -> Result<json::object> {
        inside.count_down();
        go_on.wait();
        return json::object{{"n", i}};
      };
      EXPECT_TRUE(cache.get(std::to_string(i), start, slow));
    });
  inside.wait();
  const auto quick = []() -> Result<json::object> { return json::object(); };
  const auto refused = cache.get("another", start, quick);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
  go_on.count_down();
  for (auto& visitor : visitors) visitor.join();
  EXPECT_TRUE(cache.get("another", start, quick));
}

TEST(PublicAnswerCache, GivesVisitorsOfManyLinksTheirOwnAnswers) {
  AnswerCache cache;
  std::vector<std::thread> visitors;
  for (int visitor = 0; visitor < 3; ++visitor)
    visitors.emplace_back([&] {
      for (int i = 0; i < 150; ++i) {
        const auto key = std::to_string(i % 50);
        const auto text = cache.get(key, start + seconds(i), [&]() -> Result<json::object> {
          return json::object{{"key", key}, {"filler", std::string(1 << 20, 'x')}};
        });
        ASSERT_TRUE(text);
        ASSERT_TRUE((*text)->starts_with("{\"key\":\"" + key + "\""));
      }
    });
  for (auto& visitor : visitors) visitor.join();
}

}  // namespace
}  // namespace leapfrog::sharing
