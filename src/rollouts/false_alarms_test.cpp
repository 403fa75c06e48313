// What guardrails promise: a rollout without any effect is stopped in five of a hundred cases at most, though
// they are looked at after every event; one that does harm is stopped.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "base/random_fixture.h"
#include "rollouts/mean_bounds.h"
#include "rollouts/measurement.h"

namespace leapfrog::rollouts {
namespace {

constexpr int rollouts_simulated = 1'000;

Plan standard_plan() {
  auto plan = parse_plan(json::parse(R"({
      "steps": [{"percentage": 1}, {"percentage": 5}, {"percentage": 25}, {"percentage": 50},
                {"percentage": 100}],
      "guardrails": [{"kind": "errors"},
                     {"kind": "conversion", "series": [{"kind": "EventsNode", "event": "paid"}]}]})")
                             .as_object());
  EXPECT_TRUE(plan.has_value());
  return *std::move(plan);
}

// People as they are: some meet errors all the time, most never; who comes is of any kind. `factor` is what
// exposure does to errors, `lost` the share of conversions that it takes away.
std::vector<Observation> people_of_step(std::mt19937_64& random, double share, int people, double factor,
                                        double lost) {
  std::uniform_real_distribution<double> uniform(0, 1);
  std::gamma_distribution<double> kinds(0.5, 2.0);
  std::vector<Observation> out;
  constexpr double length = 3.6e9;  // an hour of microseconds
  for (int i = 0; i < people; ++i) {
    const bool exposed = uniform(random) < share;
    const auto entry = 1 + static_cast<std::int64_t>(uniform(random) * length);
    Observation each;
    (exposed ? each.on : each.off) = entry;
    // Some are told the old answer first, until their app asks again.
    if (exposed && uniform(random) < 0.1) {
      each.off = entry;
      each.on = entry + static_cast<std::int64_t>(uniform(random) * length / 20);
    }
    const double hazard = 0.4 * kinds(random) * (exposed ? factor : 1);
    const double until_error = -std::log(1 - uniform(random)) / std::max(hazard, 1e-9) * length;
    const auto error_at = entry + static_cast<std::int64_t>(std::min(until_error, 1e15));
    each.values.push_back(static_cast<double>(error_at) < length ? static_cast<double>(error_at) : 0);
    const bool converts = uniform(random) < 0.2 * (exposed ? 1 - lost : 1);
    const auto paid_at = entry + static_cast<std::int64_t>(uniform(random) * length / 4);
    each.values.push_back(converts && static_cast<double>(paid_at) < length ? static_cast<double>(paid_at)
                                                                            : 0);
    out.push_back(std::move(each));
  }
  return out;
}

// The evidence of safe_logrank() is its greatest value after any event, so that one call is a look after
// every event.
bool is_stopped(std::mt19937_64& random, const Plan& plan, int people, double factor, double lost) {
  for (const auto& step : plan.steps) {
    if (step.percentage >= 100) break;
    const auto seen = people_of_step(random, step.percentage / 100, people, factor, lost);
    for (std::size_t i = 0; i < plan.guardrails.size(); ++i) {
      if (compare(seen, plan, i, from_micros(3'600'000'000)).breached()) return true;
    }
  }
  return false;
}

TEST(FalseAlarms, AreFiveOfAHundredRolloutsAtMost) {
  const RandomSeed seed;
  std::mt19937_64 random(seed);
  const auto plan = standard_plan();
  int stopped = 0;
  for (int i = 0; i < rollouts_simulated; ++i) stopped += is_stopped(random, plan, 1'000, 1, 0) ? 1 : 0;
  std::fprintf(stderr, "%d of %d rollouts without an effect were stopped\n", stopped, rollouts_simulated);
  EXPECT_LE(stopped, rollouts_simulated * 5 / 100);
}

TEST(FalseAlarms, HarmIsSeen) {
  const RandomSeed seed;
  std::mt19937_64 random(seed);
  const auto plan = standard_plan();
  int errors = 0, conversions = 0;
  constexpr int each = 100;
  for (int i = 0; i < each; ++i) {
    errors += is_stopped(random, plan, 3'000, 3, 0) ? 1 : 0;
    conversions += is_stopped(random, plan, 3'000, 1, 0.6) ? 1 : 0;
  }
  std::fprintf(stderr,
               "stopped: %d with three times the errors, %d with less than half the conversions, of %d\n",
               errors, conversions, each);
  EXPECT_GE(errors, 95);
  EXPECT_GE(conversions, 95);
}

// What is better is not stopped either.
TEST(FalseAlarms, ImprovementIsNoHarm) {
  const RandomSeed seed;
  std::mt19937_64 random(seed);
  const auto plan = standard_plan();
  int stopped = 0;
  for (int i = 0; i < 200; ++i) stopped += is_stopped(random, plan, 1'000, 0.4, -1) ? 1 : 0;
  EXPECT_LE(stopped, 10);
}

// Means, looked at after every person, with amounts that are skewed as revenue is.
TEST(FalseAlarms, OfMeansAreFiveOfAHundredAtMost) {
  const RandomSeed seed;
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::lognormal_distribution<double> amounts(3, 1);
  int stopped = 0;
  for (int i = 0; i < rollouts_simulated; ++i) {
    RunningMean exposed, unexposed;
    bool stops = false;
    for (int person = 0; person < 3'000 && !stops; ++person) {
      (uniform(random) < 0.25 ? exposed : unexposed).add(uniform(random) < 0.3 ? amounts(random) : 0);
      stops = harmed(exposed, unexposed, Harm::decrease, 0, 0.05);
    }
    stopped += stops ? 1 : 0;
  }
  std::fprintf(stderr, "%d of %d comparisons of equal means were stopped\n", stopped, rollouts_simulated);
  EXPECT_LE(stopped, rollouts_simulated * 5 / 100);
}

TEST(FalseAlarms, MeansThatFallAreSeen) {
  const RandomSeed seed;
  std::mt19937_64 random(seed);
  std::normal_distribution<double> values(10, 5);
  RunningMean exposed, unexposed;
  for (int i = 0; i < 2'000; ++i) {
    unexposed.add(values(random));
    exposed.add(values(random) * 0.7);
  }
  EXPECT_TRUE(harmed(exposed, unexposed, Harm::decrease, 0.1, 0.01));
  EXPECT_FALSE(harmed(exposed, unexposed, Harm::increase, 0, 0.05));
  EXPECT_FALSE(harmed(exposed, unexposed, Harm::decrease, 0.5, 0.05));
}

}  // namespace
}  // namespace leapfrog::rollouts
