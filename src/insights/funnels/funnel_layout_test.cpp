#include "insights/funnels/funnel_layout.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace leapfrog::insights {
namespace {

FunnelsQuery with_steps(std::size_t steps, std::size_t exclusions) {
  FunnelsQuery funnel;
  funnel.series.resize(steps);
  funnel.exclusions.resize(exclusions);
  return funnel;
}

query::ResolvedRange days(int count) {
  const auto from = from_micros(1'700'000'000'000'000);
  return {from, from + std::chrono::days(count), false};
}

TEST(FunnelLayout, TheFirstStepHasTheHighestBit) {
  const auto funnel = with_steps(3, 1);
  const FunnelLayout layout(funnel, days(30));
  EXPECT_EQ(layout.matches_step("k", 0), "bitAnd(k, 8) = 0");
  EXPECT_EQ(layout.matches_step("k", 2), "bitAnd(k, 2) = 0");
  EXPECT_EQ(layout.matches_exclusion("k", 0), "bitAnd(k, 1) = 0");
  EXPECT_EQ(layout.without_step("k", 1), "bitOr(k, 4)");
}

TEST(FunnelLayout, ABitIsSetWhereTheEventDoesNotMatch) {
  const auto funnel = with_steps(2, 0);
  const FunnelLayout layout(funnel, days(1));
  EXPECT_EQ(
      layout.key({"x", "y"}),
      "bitShiftLeft(toUInt64(toUnixTimestamp64Micro(e.timestamp) - (1700000000000000)), 2) + if(x, 0, 2) + "
      "if(y, 0, 1)");
}

TEST(FunnelLayout, TimesBeginAtTwo) {
  const auto funnel = with_steps(2, 0);
  const FunnelLayout layout(funnel, days(1));
  EXPECT_EQ(layout.time(days(1).from), 2);
  EXPECT_EQ(layout.time("k"), "toInt64(bitShiftRight(k, 2)) + 2");
}

TEST(FunnelLayout, TheWindowIsMeasuredFromTheLastNumberOfAMoment) {
  auto funnel = with_steps(2, 0);
  funnel.window_interval = 1;
  const FunnelLayout layout(funnel, days(30));
  EXPECT_EQ(layout.last_of_moment("k"), "bitOr(k, 3)");
  EXPECT_EQ(layout.within_window("k", "p"), fmt::format("k <= p + {}", 86'400'000'000 * 4));
}

TEST(FunnelLayout, ManyStepsOverALongTimeTakeWiderNumbers) {
  const auto few = with_steps(3, 0);
  const auto many = with_steps(20, 10);
  EXPECT_NE(FunnelLayout(few, days(3650)).key({}).find("toUInt64("), std::string::npos);
  EXPECT_NE(FunnelLayout(many, days(3650)).key({}).find("toUInt128("), std::string::npos);
}

TEST(FunnelLayout, ATrendUpToAStepLeavesOutTheStepsAfterIt) {
  auto funnel = with_steps(4, 0);
  funnel.view = FunnelView::trends;
  funnel.to_step = 1;
  EXPECT_EQ(FunnelLayout(funnel, days(1)).steps(), 2U);
}

}  // namespace
}  // namespace leapfrog::insights
