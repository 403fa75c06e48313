#include "ingestion/progress.h"

#include <gtest/gtest.h>

namespace leapfrog::ingestion {
namespace {

const Instant noon = from_micros(1'790'000'000'000'000);

TEST(Progress, OfAProjectCountsItsOwnBatches) {
  Progress progress;
  progress.batch_begins({{1, 5}, {2, 3}}, 100, noon);
  progress.batch_ends({{1, 5}, {2, 3}}, 100);
  progress.batch_begins({{1, 1}}, 200, noon + seconds(1));
  const auto one = progress.of(1);
  EXPECT_EQ(one.stored, 100U);
  EXPECT_EQ(one.begun, 200U);
  EXPECT_EQ(one.begun_at, noon + seconds(1));
  const auto two = progress.of(2);
  EXPECT_EQ(two.stored, 100U);
  EXPECT_EQ(two.begun, 100U);
  EXPECT_EQ(progress.of(3).begun, 0U);
}

TEST(Progress, ChangesCountForEveryProject) {
  Progress progress;
  progress.change_begins(noon);
  EXPECT_EQ(progress.of(7).changes_begun, 1U);
  EXPECT_EQ(progress.of(7).changes_done, 0U);
  progress.change_ends();
  EXPECT_EQ(progress.of(7).changes_done, 1U);
}

}  // namespace
}  // namespace leapfrog::ingestion
