#include "flags/why.h"

#include <gtest/gtest.h>

#include <random>

#include "base/crypto.h"

namespace leapfrog::flags {
namespace {

ProjectDefinitions project(std::string_view filters) {
  ProjectDefinitions definitions;
  FlagDefinition flag;
  flag.id = 1;
  flag.key = "cart";
  flag.filters = json::parse(filters).as_object();
  definitions.flags.push_back(std::move(flag));
  return definitions;
}

std::vector<RecentPerson> crowd(int people) {
  init_crypto();
  std::vector<RecentPerson> out;
  for (int i = 0; i < people; ++i)
    out.push_back({Uuid::random(), "person-" + std::to_string(i),
                   json::object{{"plan", i % 4 == 0 ? "team" : "free"}}, from_micros(0)});
  return out;
}

Moved compare(std::string_view before, std::string_view after, const std::vector<RecentPerson>& people) {
  return compare_definitions(*DefinitionSet::compile(project(before)),
                             *DefinitionSet::compile(project(after)), "cart", people, nullptr, 1,
                             from_micros(0));
}

constexpr std::string_view everybody = R"({"groups":[{"properties":[],"rollout_percentage":100}]})";
constexpr std::string_view nobody = R"({"groups":[{"properties":[],"rollout_percentage":0}]})";
constexpr std::string_view team =
    R"({"groups":[{"properties":[{"key":"plan","value":"team","type":"person","operator":"exact"}]}]})";

TEST(WhatIf, CountsWhoIsMoved) {
  const auto people = crowd(400);
  const auto narrowed = compare(everybody, team, people);
  EXPECT_EQ(narrowed.tried, 400);
  EXPECT_EQ(narrowed.on_before, 400);
  EXPECT_EQ(narrowed.on_after, 100);
  EXPECT_EQ(narrowed.switched_off, 300);
  EXPECT_EQ(narrowed.switched_on, 0);
  EXPECT_EQ(narrowed.examples.size(), 10u);
  const auto widened = compare(nobody, team, people);
  EXPECT_EQ(widened.switched_on, 100);
  EXPECT_EQ(widened.switched_off, 0);
  const auto same = compare(team, team, people);
  EXPECT_EQ(same.switched_on + same.switched_off + same.other_variant, 0);
  EXPECT_TRUE(same.examples.empty());
}

// A larger share keeps whom a smaller one has: raising it takes the flag from nobody.
TEST(WhatIf, RaisingAShareTakesItFromNobody) {
  const auto people = crowd(2'000);
  std::mt19937 random(5);
  for (int round = 0; round < 20; ++round) {
    const auto low = random() % 100, high = low + random() % (101 - low);
    const auto share = [](auto percent) {
      return R"({"groups":[{"properties":[],"rollout_percentage":)" + std::to_string(percent) + "}]}";
    };
    const auto moved = compare(share(low), share(high), people);
    EXPECT_EQ(moved.switched_off, 0) << low << " " << high;
    EXPECT_EQ(moved.switched_on, moved.on_after - moved.on_before);
    EXPECT_NEAR(static_cast<double>(moved.on_after) / 20, static_cast<double>(high), 5);
  }
}

TEST(WhatIf, SeesVariants) {
  const auto split = [](int first) {
    return R"({"groups":[{"properties":[]}],"multivariate":{"variants":[{"key":"a","rollout_percentage":)" +
           std::to_string(first) + R"(},{"key":"b","rollout_percentage":)" + std::to_string(100 - first) +
           "}]}}";
  };
  const auto people = crowd(1'000);
  const auto moved = compare(split(50), split(100), people);
  EXPECT_EQ(moved.on_before, 1'000);
  EXPECT_NEAR(static_cast<double>(moved.other_variant), 500, 80);
  EXPECT_EQ(moved.switched_on + moved.switched_off, 0);
}

}  // namespace
}  // namespace leapfrog::flags
