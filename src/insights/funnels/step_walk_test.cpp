#include "insights/funnels/step_walk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <random>

#include "base/random_fixture.h"

namespace leapfrog::insights {
namespace {

struct Row {
  std::int64_t at = 0;        // microseconds after the start of the dates
  std::vector<bool> matches;  // by step
};

FunnelsQuery funnel_of(std::size_t steps, std::int64_t window_seconds) {
  FunnelsQuery funnel;
  funnel.series.resize(steps);
  funnel.window_interval = window_seconds;
  funnel.window_unit = 0;
  return funnel;
}

query::ResolvedRange day() {
  const auto from = from_micros(1'700'000'000'000'000);
  return {from, from + std::chrono::days(1), false};
}

// As FunnelLayout::key() has the engine put it.
std::uint64_t key_of(const Row& row) {
  auto key = static_cast<std::uint64_t>(row.at) << row.matches.size();
  for (std::size_t step = 0; step < row.matches.size(); ++step)
    if (!row.matches[step]) key |= std::uint64_t{1} << (row.matches.size() - 1 - step);
  return key;
}

// By the words of docs/internals/query-semantics.md; times as FunnelLayout::time() gives them.
std::vector<std::int64_t> by_the_words(std::vector<Row> rows, std::size_t steps, std::int64_t window) {
  struct Attempt {
    std::int64_t start;
    std::vector<std::optional<std::int64_t>> times;
  };
  std::sort(rows.begin(), rows.end(),
            [](const Row& left, const Row& right) { return key_of(left) < key_of(right); });
  std::vector<std::shared_ptr<Attempt>> standing(steps);
  std::vector<std::shared_ptr<Attempt>> first(steps);
  for (const auto& row : rows) {
    auto taken = standing;
    for (std::size_t step = 0; step < steps; ++step) {
      if (!row.matches[step]) continue;
      if (step == 0) {
        if (!standing[0] || standing[0]->start != row.at)
          taken[0] =
              std::make_shared<Attempt>(Attempt{row.at, std::vector<std::optional<std::int64_t>>(steps)});
        taken[0]->times[0] = row.at;
      } else {
        const auto& attempt = standing[step - 1];
        if (!attempt || row.at - attempt->start > window) continue;
        if (!attempt->times[step]) attempt->times[step] = row.at;
        taken[step] = attempt;
      }
      if (!first[step]) first[step] = taken[step];
    }
    standing = taken;
  }
  std::vector<std::int64_t> reached;
  for (auto step = steps; step-- > 0;) {
    if (!first[step]) continue;
    for (std::size_t i = 0; i < steps; ++i) reached.push_back(i <= step ? *first[step]->times[i] + 2 : 0);
    break;
  }
  return reached;
}

std::vector<std::int64_t> walked(const std::vector<Row>& rows, const FunnelLayout& layout) {
  std::vector<std::uint64_t> keys;
  for (const auto& row : rows) keys.push_back(key_of(row));
  std::sort(keys.begin(), keys.end());
  StepWalk walk(layout);
  walk.best(keys);  // what was before does not matter
  const auto reached = walk.best(keys);
  return {reached.begin(), reached.end()};
}

TEST(StepWalk, ALaterFirstStepTakesThePlaceOfAnEarlierOne) {
  const auto funnel = funnel_of(2, 10);
  const FunnelLayout layout(funnel, day());
  const std::vector<Row> rows = {{1, {true, false}}, {5, {true, false}}, {6, {false, true}}};
  EXPECT_EQ(walked(rows, layout), (std::vector<std::int64_t>{7, 8}));
}

TEST(StepWalk, TheLastMomentOfTheWindowIsInIt) {
  const auto funnel = funnel_of(2, 10);
  const FunnelLayout layout(funnel, day());
  const Row first{0, {true, false}};
  EXPECT_EQ(walked({first, {10'000'000, {false, true}}}, layout), (std::vector<std::int64_t>{2, 10'000'002}));
  EXPECT_EQ(walked({first, {10'000'001, {false, true}}}, layout), (std::vector<std::int64_t>{2, 0}));
}

TEST(StepWalk, NothingBeginsWithoutTheFirstStep) {
  const auto funnel = funnel_of(2, 10);
  const FunnelLayout layout(funnel, day());
  EXPECT_TRUE(walked({}, layout).empty());
  EXPECT_TRUE(walked({{1, {false, true}}}, layout).empty());
}

TEST(StepWalk, SaysWhatTheWordsSay) {
  const RandomSeed seed;
  std::mt19937 random(seed);
  const auto up_to = [&](std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(0, most)(random);
  };
  for (int round = 0; round < 20'000; ++round) {
    const auto steps = static_cast<std::size_t>(2 + up_to(3));
    const auto window = 1 + up_to(3);
    const auto funnel = funnel_of(steps, window);
    const FunnelLayout layout(funnel, day());
    std::vector<Row> rows(static_cast<std::size_t>(up_to(12)));
    for (auto& row : rows) {
      row.at = up_to(12) * 500'000;
      for (std::size_t step = 0; step < steps; ++step) row.matches.push_back(up_to(2) == 0);
    }
    EXPECT_EQ(walked(rows, layout), by_the_words(rows, steps, window * 1'000'000)) << "round " << round;
  }
}

}  // namespace
}  // namespace leapfrog::insights
