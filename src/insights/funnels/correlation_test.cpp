#include "insights/funnels/correlation.h"

#include <gtest/gtest.h>

namespace leapfrog::insights {
namespace {

TEST(Correlation, OddsHaveOneAddedToEachCount) {
  EXPECT_DOUBLE_EQ(odds_ratio({9, 1}, {20, 40}), (10.0 * 40.0) / (12.0 * 2.0));
  EXPECT_DOUBLE_EQ(odds_ratio({0, 0}, {10, 10}), 1);
}

TEST(Correlation, OddsOfWhatEverybodyDidStayFinite) {
  EXPECT_DOUBLE_EQ(odds_ratio({10, 0}, {10, 10}), 121);
  EXPECT_DOUBLE_EQ(odds_ratio({0, 10}, {10, 10}), 1.0 / 121);
}

TEST(Correlation, TheStrongestComeFirstAndSuccessesBeforeFailures) {
  const auto list =
      strongest({{"a", {10, 0}}, {"b", {5, 4}}, {"c", {0, 10}}, {"d", {3, 9}}, {"e", {9, 0}}}, {10, 10}, 2);
  ASSERT_EQ(list.size(), 4U);
  EXPECT_EQ(list[0].name, "a");
  EXPECT_EQ(list[1].name, "e");
  EXPECT_EQ(list[2].name, "c");
  EXPECT_EQ(list[3].name, "d");
}

TEST(Correlation, WhatFewDidIsLeftOut) {
  EXPECT_TRUE(strongest({{"rare", {3, 0}}}, {100, 100}, 10).empty());
  EXPECT_EQ(strongest({{"enough", {4, 0}}}, {100, 100}, 10).size(), 1U);
  EXPECT_TRUE(strongest({{"rare", {24, 0}}}, {10'000, 10'000}, 10).empty());
  EXPECT_EQ(strongest({{"enough", {25, 0}}}, {10'000, 10'000}, 10).size(), 1U);
}

}  // namespace
}  // namespace leapfrog::insights
