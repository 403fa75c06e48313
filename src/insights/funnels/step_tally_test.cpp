#include "insights/funnels/step_tally.h"

#include <gtest/gtest.h>

namespace leapfrog::insights {
namespace {

TEST(StepTally, CountsAndTimesEachStep) {
  StepTally tally(3);
  tally.add(std::vector<std::int64_t>{2, 1'000'002, 5'000'002});
  tally.add(std::vector<std::int64_t>{10, 3'000'010, 0});
  tally.add(std::vector<std::int64_t>{7, 0, 0});
  EXPECT_EQ(tally.count(0), 3U);
  EXPECT_EQ(tally.count(1), 2U);
  EXPECT_EQ(tally.count(2), 1U);
  EXPECT_DOUBLE_EQ(*tally.average(1), 2);
  EXPECT_DOUBLE_EQ(*tally.median(1), 2);
  EXPECT_DOUBLE_EQ(*tally.average(2), 4);
  EXPECT_DOUBLE_EQ(*tally.median(2), 4);
}

TEST(StepTally, HasNoTimesWhereNobodyCame) {
  StepTally tally(2);
  tally.add(std::vector<std::int64_t>{2, 0});
  EXPECT_FALSE(tally.average(1));
  EXPECT_FALSE(tally.median(1));
}

TEST(StepTally, TakesTheMiddleOfAnEvenNumber) {
  StepTally tally(2);
  StepTally more(2);
  for (const std::int64_t wait : {9, 1, 4}) tally.add(std::vector<std::int64_t>{2, 2 + wait * 1'000'000});
  EXPECT_DOUBLE_EQ(*tally.median(1), 4);
  more.add(std::vector<std::int64_t>{2, 7'000'002});
  tally.add(more);
  EXPECT_EQ(tally.count(1), 4U);
  EXPECT_DOUBLE_EQ(*tally.median(1), 5.5);
}

}  // namespace
}  // namespace leapfrog::insights
