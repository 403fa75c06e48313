#include "ingestion/pacing.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace leapfrog::ingestion {
namespace {

TEST(PacingTest, PausesGrowWithTheWaitAndEndAtASecond) {
  EXPECT_EQ(pause_at(milliseconds(0)), milliseconds(0));
  EXPECT_EQ(pause_at(milliseconds(1000)), milliseconds(0));
  EXPECT_EQ(pause_at(milliseconds(1500)), milliseconds(400));
  EXPECT_EQ(pause_at(milliseconds(2250)), milliseconds(1000));
  EXPECT_EQ(pause_at(std::chrono::minutes(10)), milliseconds(1000));
}

class PacedTest : public testing::Test {
 protected:
  std::atomic<log::Lsn> committed_{0};
  std::atomic<bool> moves_{true};
  Metrics metrics_;
  Pacing pacing_{[this] { return Pacing::State{committed_, moves_}; }, metrics_};

  // Until a batch is acknowledged late, which it is once the first waits for long enough.
  void fall_behind() {
    const auto here = std::this_thread::get_id();
    for (log::Lsn end = 1;; ++end) {
      std::promise<std::thread::id> by;
      pacing_.acknowledge(end, 2, [&] { by.set_value(std::this_thread::get_id()); });
      if (by.get_future().get() != here) return;
    }
  }
  bool acknowledges_at_once(log::Lsn end, std::size_t events) {
    const auto here = std::this_thread::get_id();
    std::promise<std::thread::id> by;
    pacing_.acknowledge(end, events, [&] { by.set_value(std::this_thread::get_id()); });
    return by.get_future().get() == here;
  }
};

TEST_F(PacedTest, BatchesWaitWhenTheEngineIsBehindAndSingleEventsDoNot) {
  EXPECT_TRUE(acknowledges_at_once(1, 100));
  fall_behind();
  EXPECT_TRUE(acknowledges_at_once(1'000'000'000, 1));
  EXPECT_FALSE(acknowledges_at_once(1'000'000'001, 2));
  committed_ = 2'000'000'000;
  EXPECT_TRUE(acknowledges_at_once(1'000'000'002, 2));
}

TEST_F(PacedTest, NothingWaitsForAnEngineThatIsNotThere) {
  fall_behind();
  moves_ = false;
  EXPECT_TRUE(acknowledges_at_once(1'000'000'000, 100));
}

TEST(PacingEndTest, AcknowledgesWhatStillWaits) {
  std::atomic<int> done{0};
  {
    Metrics metrics;
    Pacing pacing([] { return Pacing::State{0, true}; }, metrics);
    const auto here = std::this_thread::get_id();
    std::atomic<bool> late{false};
    for (log::Lsn end = 1; !late; ++end) {
      std::promise<void> answered;
      pacing.acknowledge(end, 2, [&] {
        late = std::this_thread::get_id() != here;
        answered.set_value();
      });
      answered.get_future().wait();
    }
    for (int i = 0; i < 100; ++i) pacing.acknowledge(1'000'000'000, 2, [&] { ++done; });
  }
  EXPECT_EQ(done, 100);
}

}  // namespace
}  // namespace leapfrog::ingestion
