#include "insights/paths/path_edges.h"

#include <gtest/gtest.h>

#include "insights/paths/paths_source.h"

namespace leapfrog::insights {
namespace {

std::vector<std::string> sources(const std::vector<PathEdge>& edges) {
  std::vector<std::string> list;
  for (const auto& edge : edges) list.push_back(edge.source);
  return list;
}

TEST(PathEdges, WhatNothingLeadsToIsLeftOut) {
  const auto kept = connected({{"2_b", "3_c", 9}, {"3_x", "4_y", 8}, {"1_a", "2_b", 7}});
  EXPECT_EQ(sources(kept), (std::vector<std::string>{"2_b", "1_a"}));
}

TEST(PathEdges, AFirstStepNeedsNothingBefore) {
  EXPECT_EQ(connected({{"1_a", "2_b", 1}}).size(), 1U);
  EXPECT_TRUE(connected({{"10_a", "11_b", 1}}).empty());
}

TEST(PathEdges, WildcardsFitWholeNamesAndNothingElseIsSpecial) {
  EXPECT_EQ(wildcard_regex("/docs/*"), "^/docs/.*$");
  EXPECT_EQ(wildcard_regex("/a.b?(c)"), "^/a\\.b\\?\\(c\\)$");
}

}  // namespace
}  // namespace leapfrog::insights
