#include "ingestion/backlog.h"

#include <gtest/gtest.h>

namespace leapfrog::ingestion {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const auto start = Backlog::Time(minutes(1000));
constexpr log::Lsn mebibyte = 1 << 20;

TEST(BacklogTest, IsTheAgeOfTheOldestThatWaits) {
  Backlog backlog;
  EXPECT_EQ(backlog.wait(start), milliseconds(0));
  backlog.note(0, 100, start);
  backlog.note(0, 200, start + milliseconds(50));
  EXPECT_EQ(backlog.wait(start + milliseconds(80)), milliseconds(80));
  backlog.note(99, 200, start + milliseconds(90));
  EXPECT_EQ(backlog.wait(start + milliseconds(90)), milliseconds(90));
  backlog.note(100, 200, start + milliseconds(90));
  EXPECT_EQ(backlog.wait(start + milliseconds(90)), milliseconds(40));
  backlog.note(200, 200, start + milliseconds(90));
  EXPECT_EQ(backlog.wait(start + milliseconds(90)), milliseconds(0));
}

TEST(BacklogTest, WhatComesTogetherSharesAMark) {
  Backlog backlog;
  backlog.note(0, 100, start);
  backlog.note(0, 150, start + milliseconds(9));  // seen as ten milliseconds younger at most
  backlog.note(0, 200, start + milliseconds(10));
  backlog.note(100, 200, start + milliseconds(30));
  EXPECT_EQ(backlog.wait(start + milliseconds(30)), milliseconds(20));
}

TEST(BacklogTest, StaysRightThroughAnHourWithoutAnEngine) {
  Backlog backlog;
  constexpr int records = 360'000;
  for (int i = 1; i <= records; ++i) backlog.note(0, static_cast<log::Lsn>(i), start + milliseconds(10) * i);
  const auto now = start + milliseconds(10) * records;
  EXPECT_EQ(backlog.wait(now), milliseconds(10) * (records - 1));
  // Each mark stands for a hundred-and-twenty-eighth of what the oldest's age was when it was set.
  for (int committed = 1000; committed < records - 10'000; committed += 997) {
    backlog.note(static_cast<log::Lsn>(committed), records, now);
    const auto exact = milliseconds(10) * (records - 1 - committed);
    const auto seen = backlog.wait(now);
    EXPECT_LE(seen, exact) << committed;
    EXPECT_GE(seen, exact - milliseconds(10) * committed / 128 - milliseconds(50)) << committed;
  }
}

// 10 MiB a second for ten seconds, in batches of a fifth of a second, with more behind them all the time.
Backlog after_ten_seconds_of_work() {
  Backlog backlog;
  backlog.note(0, 500 * mebibyte, start);
  for (int i = 1; i <= 50; ++i)
    backlog.note(2 * mebibyte * static_cast<log::Lsn>(i), 500 * mebibyte, start + milliseconds(200) * i);
  return backlog;
}

TEST(BacklogTest, IsTheTimeThatTheWorkWillTakeWhenThatIsLonger) {
  auto backlog = after_ten_seconds_of_work();
  EXPECT_EQ(backlog.wait(start + seconds(10)), seconds(40));
  backlog.note(500 * mebibyte, 500 * mebibyte, start + seconds(11));
  EXPECT_EQ(backlog.wait(start + seconds(11)), seconds(0));
}

TEST(BacklogTest, ASmallLoadDoesNotMakeThePipelineLookSlow) {
  auto backlog = after_ten_seconds_of_work();
  backlog.note(500 * mebibyte, 500 * mebibyte, start + seconds(11));
  auto at = 500 * mebibyte;
  for (int i = 0; i < 100; ++i) {  // 2 MiB a second, each worked off before the next comes
    const auto now = start + seconds(20 + i);
    backlog.note(at, at + 2 * mebibyte, now);
    at += 2 * mebibyte;
    backlog.note(at, at, now + milliseconds(300));
  }
  backlog.note(at, at + 100 * mebibyte, start + seconds(200));
  EXPECT_LE(backlog.wait(start + seconds(200)), seconds(10));
}

TEST(BacklogTest, LearnsThatThePipelineBecameSlower) {
  auto backlog = after_ten_seconds_of_work();
  for (int i = 1; i <= 20; ++i)
    backlog.note((100 + 2 * static_cast<log::Lsn>(i)) * mebibyte, 500 * mebibyte, start + seconds(10 + i));
  EXPECT_NEAR(static_cast<double>(backlog.wait(start + seconds(30)).count()), 180'000.0, 1000.0);
}

}  // namespace
}  // namespace leapfrog::ingestion
