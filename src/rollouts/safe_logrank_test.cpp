#include "rollouts/safe_logrank.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "rollouts/decision.h"
#include "rollouts/mean_bounds.h"

namespace leapfrog::rollouts {
namespace {

TEST(SafeLogrank, CountsPeopleAndEventsOnTheSideTheyWereOn) {
  const std::vector<Life> lives = {
      {.off = 10, .on = 0, .outcome = 0},   {.off = 11, .on = 0, .outcome = 20},
      {.off = 0, .on = 12, .outcome = 21},  {.off = 13, .on = 30, .outcome = 40},
      {.off = 14, .on = 50, .outcome = 15},  // met it before it was exposed
      {.off = 0, .on = 0, .outcome = 5},     // never told anything
  };
  const auto found = safe_logrank(lives, Harm::increase, 0);
  EXPECT_EQ(found.exposed, 3);
  EXPECT_EQ(found.unexposed, 2);
  EXPECT_EQ(found.exposed_events, 2);
  EXPECT_EQ(found.unexposed_events, 2);
  EXPECT_GE(found.evidence, 1);
}

// One event among y exposed and z others, by hand: the mean over the severities m of (my / (my + z)) / (y /
// (y + z)).
TEST(SafeLogrank, OneEventByHand) {
  const std::vector<Life> lives = {{0, 1, 10}, {2, 0, 0}, {3, 0, 0}};
  double expected = 0;
  for (const double m : {1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0}) expected += (m / (m + 2)) / (1.0 / 3) / 7;
  EXPECT_NEAR(safe_logrank(lives, Harm::increase, 0).evidence, expected, 1e-12);
  double decreased = 0;
  const std::vector<Life> mirrored = {{1, 0, 10}, {0, 2, 0}, {0, 3, 0}};
  for (const double m : {1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0}) decreased += (1 / (2 / m + 1)) / (1.0 / 3) / 7;
  EXPECT_NEAR(safe_logrank(mirrored, Harm::decrease, 0).evidence, decreased, 1e-12);
}

TEST(SafeLogrank, NothingToCompareIsNoEvidence) {
  EXPECT_EQ(safe_logrank({}, Harm::increase, 0).evidence, 1);
  std::vector<Life> all_exposed;
  for (int i = 1; i <= 500; ++i) all_exposed.push_back({0, i, 1'000 + i});
  EXPECT_EQ(safe_logrank(all_exposed, Harm::increase, 0).evidence, 1);
}

// The order in which people are listed means nothing, and more tolerance never makes more evidence.
TEST(SafeLogrank, DependsOnTimesOnly) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 50; ++round) {
    std::vector<Life> lives;
    for (int i = 0; i < 200; ++i) {
      const auto entry = static_cast<std::int64_t>(1 + random() % 100'000);
      const auto outcome = random() % 3 == 0 ? entry + static_cast<std::int64_t>(random() % 50'000) : 0;
      lives.push_back(random() % 2 == 0 ? Life{entry, 0, outcome} : Life{0, entry, outcome});
    }
    const auto first = safe_logrank(lives, Harm::increase, 0).evidence;
    std::ranges::shuffle(lives, random);
    EXPECT_DOUBLE_EQ(safe_logrank(lives, Harm::increase, 0).evidence, first);
  }
}

// The average of the evidence after a fixed number of events is 1 when there is no effect: what a martingale
// is.
TEST(SafeLogrank, IsAFairGame) {
  std::mt19937_64 random(11);
  double sum = 0;
  constexpr int games = 20'000;
  for (int game = 0; game < games; ++game) {
    const bool exposed_first = random() % 2 == 0;
    // Two people, one on each side; one of them meets the event.
    const std::vector<Life> lives = {{0, 1, exposed_first ? 5 : 0}, {1, 0, exposed_first ? 0 : 5}};
    const auto found = safe_logrank(lives, Harm::increase, 0).evidence;
    double lost = 0;  // the greatest value so far is never below 1, the value itself is
    for (const double m : {1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0}) lost += (1 / (m + 1)) / 0.5 / 7;
    sum += exposed_first ? found : lost;
  }
  EXPECT_NEAR(sum / games, 1, 0.02);
}

TEST(MeanBounds, HoldTheMeanAndNarrow) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> values(5, 2);
  RunningMean mean;
  EXPECT_TRUE(std::isinf(mean.radius(0.05)));
  double last = 1e9;
  for (int i = 1; i <= 10'000; ++i) {
    mean.add(values(random));
    if (i < RunningMean::least_values || i % 500 != 0) continue;
    EXPECT_LT(std::abs(mean.mean() - 5), mean.radius(0.05)) << i;
    EXPECT_LT(mean.radius(0.05), last) << i;
    EXPECT_LT(mean.radius(0.05), mean.radius(0.001));
    last = mean.radius(0.05);
  }
  EXPECT_NEAR(mean.deviation(), 2, 0.1);
}

TEST(MeanBounds, EvidenceAgreesWithTheVerdict) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> values(5, 2);
  RunningMean exposed, unexposed;
  for (int i = 0; i < 1'000; ++i) {
    exposed.add(values(random) + 0.45);
    unexposed.add(values(random));
  }
  const auto evidence = evidence_of_harm(exposed, unexposed, Harm::increase, 0);
  ASSERT_GT(evidence, 2);
  EXPECT_TRUE(harmed(exposed, unexposed, Harm::increase, 0, 1 / evidence * 1.01));
  EXPECT_FALSE(harmed(exposed, unexposed, Harm::increase, 0, 1 / evidence * 0.99));
}

Rollout rollout_at(std::size_t step) {
  Rollout rollout;
  auto plan = parse_plan(json::parse(R"({"steps": [{"percentage": 5, "min_seconds": 60, "min_people": 10},
      {"percentage": 100}], "guardrails": [{"kind": "errors"}]})")
                             .as_object());
  rollout.plan = *std::move(plan);
  rollout.step = step;
  rollout.step_started_at = from_micros(0);
  return rollout;
}

TEST(Decision, GoesOnWhenTimeAndPeopleAreEnough) {
  using Kind = Decision::Kind;
  const auto rollout = rollout_at(0);
  const std::vector<Reading> calm = {{100, 100, 0, 0, 0, 0, 1, 20}};
  EXPECT_EQ(decide(rollout, calm, 100, from_micros(59'000'000)).kind, Kind::wait);
  EXPECT_EQ(decide(rollout, calm, 9, from_micros(61'000'000)).kind, Kind::wait);
  EXPECT_EQ(decide(rollout, calm, 10, from_micros(60'000'000)).kind, Kind::advance);
  EXPECT_EQ(decide(rollout_at(1), calm, 0, from_micros(60'000'000)).kind, Kind::finish);
}

TEST(Decision, StopsAtOnceAndSaysWhy) {
  const std::vector<Reading> breached = {{200, 4000, 0.1, 0.01, 20, 40, 250, 20}};
  const auto decision = decide(rollout_at(0), breached, 0, from_micros(1));
  EXPECT_EQ(decision.kind, Decision::Kind::stop);
  EXPECT_NE(decision.reason.find("20 of 200 exposed people (10.00 %) against 40 of 4000"), std::string::npos)
      << decision.reason;
}

TEST(Plan, IsCheckedAndComesBackAsItWas) {
  const auto refused = [](std::string_view text, std::string_view attr) {
    const auto plan = parse_plan(json::parse(text).as_object());
    ASSERT_FALSE(plan.has_value()) << text;
    EXPECT_EQ(plan.error().attr, attr) << text;
  };
  refused("{}", "steps");
  refused(R"({"steps":[]})", "steps");
  refused(R"({"steps":[1]})", "steps");
  refused(R"({"steps":[{"percentage":5},{"percentage":5}]})", "steps[1].percentage");
  refused(R"({"steps":[{"percentage":101}]})", "steps[0].percentage");
  refused(R"({"steps":[{"percentage":5}],"guardrails":[{"kind":"luck"}]})", "guardrails[0].kind");
  refused(R"({"steps":[{"percentage":5}],"guardrails":[{"kind":"conversion"}]})", "guardrails[0].series");
  refused(R"({"steps":[{"percentage":5}],"webhook":"ftp://x"})", "webhook");
  const auto plan =
      parse_plan(json::parse(R"({"steps":[{"percentage":5},{"percentage":50},{"percentage":100}],
      "guardrails":[{"kind":"errors","tolerance":0.1},{"kind":"mean","sum_of":"price","series":[{"kind":
      "EventsNode","event":"paid"}]}],"on_breach":"pause"})")
                     .as_object());
  ASSERT_TRUE(plan.has_value()) << plan.error().detail;
  EXPECT_DOUBLE_EQ(plan->level(), 0.05 / 4);
  const auto again = parse_plan(plan_json(*plan));
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(plan_json(*again), plan_json(*plan));
}

}  // namespace
}  // namespace leapfrog::rollouts
