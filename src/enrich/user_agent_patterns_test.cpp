#include "enrich/user_agent_patterns.h"

#include <gtest/gtest.h>

#include "enrich/enrich.h"

namespace leapfrog::enrich {
namespace {

TEST(FamilyMatcher, TakesTheFirstPatternThatMatchesAndItsReplacements) {
  const FamilyMatcher matcher({{"(Alpha)browser/(\\d+)\\.(\\d+)", "", {}},
                               {"(Alpha)(?:browser|reader)", "$1 something", {"7", "", ""}},
                               {"Beta(x)?", "Beta$1", {}}});
  const auto full = matcher.match("an Alphabrowser/3.14 here");
  ASSERT_TRUE(full);
  EXPECT_EQ(full->name, "Alpha");
  EXPECT_EQ(full->version, (std::array<std::string, 3>{"3", "14", ""}));
  const auto replaced = matcher.match("Alphareader/3.14");
  ASSERT_TRUE(replaced);
  EXPECT_EQ(replaced->name, "Alpha something");
  EXPECT_EQ(replaced->version[0], "7");
  EXPECT_EQ(matcher.match("Beta")->name, "Beta");
  EXPECT_FALSE(matcher.match("Gamma"));
}

TEST(FamilyMatcher, LeavesOutPatternsItCannotCompile) {
  const FamilyMatcher matcher({{"(?!no)look", "bad", {}}, {"(look)", "", {}}});
  EXPECT_EQ(matcher.rejected(), 1u);
  EXPECT_EQ(matcher.match("look")->name, "look");
}

TEST(FamilyPatterns, TheShippedFileCompilesWhole) {
  auto patterns = read_family_patterns(shipped_settings().user_agent_patterns);
  ASSERT_TRUE(patterns) << patterns.error().detail;
  EXPECT_GT(patterns->browsers.size(), 300u);
  EXPECT_GT(patterns->systems.size(), 150u);
  EXPECT_EQ(FamilyMatcher(std::move(patterns->browsers)).rejected(), 0u);
  EXPECT_EQ(FamilyMatcher(std::move(patterns->systems)).rejected(), 0u);
}

TEST(FamilyPatterns, AMissingFileIsSaid) {
  const auto patterns = read_family_patterns("/nowhere/regexes.yaml");
  ASSERT_FALSE(patterns);
  EXPECT_NE(patterns.error().detail.find("/nowhere/regexes.yaml"), std::string::npos);
}

}  // namespace
}  // namespace leapfrog::enrich
