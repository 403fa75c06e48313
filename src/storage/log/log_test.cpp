#include "storage/log/log.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <random>

#include "storage/log/file.h"
#include "storage/log/spare_segment.h"

namespace leapfrog::log {
namespace {

namespace fs = std::filesystem;

class LogTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = (fs::temp_directory_path() / ("leapfrog-log-" + std::to_string(::getpid()) + "-" +
                                               testing::UnitTest::GetInstance()->current_test_info()->name()))
                     .string();
    fs::remove_all(directory_);
  }
  void TearDown() override { fs::remove_all(directory_); }

  std::unique_ptr<Log> open(LogSettings settings = {}) {
    auto log = Log::open(directory_, settings, metrics_);
    EXPECT_TRUE(log) << (log ? "" : log.error().detail);
    return log ? *std::move(log) : nullptr;
  }

  static Result<Position> append(Log& log, std::string payload) {
    std::promise<Result<Position>> promise;
    log.append(1, std::move(payload), [&](Result<Position> result) { promise.set_value(std::move(result)); });
    return promise.get_future().get();
  }

  static std::vector<std::string> contents(const Log& log, Lsn from = 0) {
    std::vector<std::string> payloads;
    auto reader = log.read_from(from);
    while (true) {
      auto record = reader->next();
      EXPECT_TRUE(record) << (record ? "" : record.error().detail);
      if (!record || !*record) return payloads;
      payloads.emplace_back((*record)->payload);
    }
  }

  std::string directory_;
  Metrics metrics_;
};

TEST_F(LogTest, KeepsWhatWasAppendedOverReopening) {
  {
    auto log = open();
    ASSERT_TRUE(append(*log, "one"));
    ASSERT_TRUE(append(*log, ""));
    ASSERT_TRUE(append(*log, std::string(300'000, 'x')));
  }
  auto log = open();
  EXPECT_EQ(contents(*log), (std::vector<std::string>{"one", "", std::string(300'000, 'x')}));
  const auto next = append(*log, "four");
  ASSERT_TRUE(next);
  EXPECT_EQ(contents(*log, next->begin), std::vector<std::string>{"four"});
  EXPECT_EQ(log->durable_end(), next->end);
}

TEST_F(LogTest, RotatesReadsAcrossAndRemovesSegments) {
  LogSettings settings;
  settings.segment_bytes = 1000;
  auto log = open(settings);
  std::vector<std::string> expected;
  for (int i = 0; i < 50; ++i) {
    expected.push_back(std::string(100, static_cast<char>('a' + i % 26)));
    ASSERT_TRUE(append(*log, expected.back()));
  }
  EXPECT_GT(log->segments().size(), 4U);
  EXPECT_EQ(contents(*log), expected);
  const auto third = log->segments()[2].base;
  ASSERT_TRUE(log->remove_before(third + 1));
  EXPECT_EQ(log->begin(), third);
  ASSERT_TRUE(log->remove_before(log->durable_end()));
  EXPECT_EQ(log->segments().size(), 1U);
  const auto end = log->durable_end();
  log.reset();
  log = open(settings);
  EXPECT_EQ(log->durable_end(), end);
}

TEST_F(LogTest, CutsATornTailAndKeepsACopy) {
  std::string segment;
  {
    auto log = open();
    ASSERT_TRUE(append(*log, "kept"));
    segment = log->segments().back().path;
  }
  for (const std::string& tail :
       {std::string("\x05"), std::string("\x05\0\0\0garbage-that-is-no-record", 30)}) {
    std::ofstream(segment, std::ios::app | std::ios::binary) << tail;
    auto log = open();
    EXPECT_EQ(contents(*log), std::vector<std::string>{"kept"});
  }
  int copies = 0;
  for (const auto& entry : fs::directory_iterator(directory_))
    copies += entry.path().string().find(".torn-") != std::string::npos;
  EXPECT_EQ(copies, 2);
}

// Whatever byte a crash cut the file at, what comes before stays and writing goes on.
TEST_F(LogTest, AnyTruncationKeepsTheWholeRecordsBeforeIt) {
  std::string segment;
  std::vector<Lsn> ends;
  {
    auto log = open();
    for (int i = 0; i < 5; ++i) ends.push_back(append(*log, "record " + std::to_string(i))->end);
    segment = log->segments().back().path;
  }
  std::ifstream in(segment, std::ios::binary);
  const std::string whole((std::istreambuf_iterator<char>(in)), {});
  for (std::size_t cut = whole.size(); cut > 0; --cut) {
    fs::remove_all(directory_);
    fs::create_directories(directory_);
    std::ofstream(segment, std::ios::binary) << whole.substr(0, cut);
    auto log = open();
    ASSERT_NE(log, nullptr) << "cut at " << cut;
    std::size_t expected = 0;
    while (expected < ends.size() && ends[expected] + segment_header_bytes <= cut) ++expected;
    EXPECT_EQ(contents(*log).size(), expected) << "cut at " << cut;
    ASSERT_TRUE(append(*log, "after"));
    EXPECT_EQ(contents(*log).back(), "after");
  }
}

TEST_F(LogTest, DamageInTheMiddleIsAnErrorNotASilentSkip) {
  LogSettings settings;
  settings.segment_bytes = 100;
  {
    auto log = open(settings);
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(append(*log, std::string(40, 'x')));
  }
  auto log = open(settings);
  const auto first = log->segments().front();
  std::fstream file(first.path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(segment_header_bytes + record_header_bytes + 3));
  file.put('!');
  file.close();
  auto reader = log->read_from(0);
  const auto record = reader->next();
  ASSERT_FALSE(record);
  EXPECT_NE(record.error().detail.find("damaged at position 0"), std::string::npos) << record.error().detail;
}

// What was acknowledged is not cut off because something before it is damaged.
TEST_F(LogTest, DamageInTheLastSegmentIsNotATornTail) {
  std::string segment;
  Lsn second = 0;
  {
    auto log = open();
    ASSERT_TRUE(append(*log, "first"));
    second = append(*log, "second")->begin;
    ASSERT_TRUE(append(*log, "third"));
    segment = log->segments().back().path;
  }
  {
    std::fstream file(segment, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(segment_header_bytes + second + record_header_bytes));
    file.put('!');
    file.seekp(0, std::ios::end);
    file << std::string("\x05\0\0\0", 4);  // and a torn tail
  }
  auto log = open();
  auto reader = log->read_from(0);
  EXPECT_EQ((*reader->next())->payload, "first");
  const auto damaged = reader->next();
  ASSERT_FALSE(damaged);
  EXPECT_NE(damaged.error().detail.find(fmt::format("damaged at position {}", second)), std::string::npos);
  const auto third = second + record_header_bytes + std::string_view("second").size();
  EXPECT_EQ(contents(*log, third), std::vector<std::string>{"third"});
  ASSERT_TRUE(append(*log, "fourth"));
  log = open();
  EXPECT_EQ(contents(*log, third), (std::vector<std::string>{"third", "fourth"}));
}

// After a power loss a later page of an unfinished group may be on disk and an earlier one not.
TEST_F(LogTest, WholeRecordsOfAnUnfinishedGroupAreATornTail) {
  std::string segment;
  {
    auto log = open();
    ASSERT_TRUE(append(*log, "kept"));
    segment = log->segments().back().path;
  }
  std::string group;
  append_record(group, 1, "torn", 7);
  group[record_header_bytes] = '!';
  append_record(group, 1, "whole, but never acknowledged", 0);
  std::ofstream(segment, std::ios::app | std::ios::binary) << group;
  auto log = open();
  EXPECT_EQ(contents(*log), std::vector<std::string>{"kept"});
}

TEST_F(LogTest, ADamagedHeaderDoesNotTakeTheRecordsWithIt) {
  std::string segment;
  {
    auto log = open();
    ASSERT_TRUE(append(*log, "kept"));
    segment = log->segments().back().path;
  }
  std::fstream(segment, std::ios::in | std::ios::out | std::ios::binary).put('!');
  auto log = open();
  ASSERT_TRUE(append(*log, "next"));
  EXPECT_EQ(contents(*log), (std::vector<std::string>{"kept", "next"}));
}

TEST_F(LogTest, RefusesBeyondItsSizeAndRecovers) {
  LogSettings settings;
  settings.max_bytes = 2000;
  settings.segment_bytes = 500;
  auto log = open(settings);
  Result<Position> last = Position{};
  int stored = 0;
  while ((last = append(*log, std::string(100, 'x')))) ++stored;
  EXPECT_EQ(last.error().kind, ErrorKind::unavailable);
  EXPECT_GT(last.error().retry_after_s, 0);
  EXPECT_NE(log->refusing(), "");
  EXPECT_EQ(contents(*log).size(), static_cast<std::size_t>(stored));
  ASSERT_TRUE(log->remove_before(log->durable_end()));
  EXPECT_TRUE(append(*log, "again"));
  EXPECT_EQ(log->refusing(), "");
}

TEST_F(LogTest, RefusesWhenTheDiskIsAlmostFull) {
  LogSettings settings;
  settings.min_free_bytes = ~0ULL >> 1;
  auto log = open(settings);
  const auto result = append(*log, "x");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(log->durable_end(), 0U);
}

// Fills the log until it writes to a segment made ahead; gives what was appended.
std::vector<std::string> fill_until_spare_is_used(Log& log, const std::string& directory) {
  std::vector<std::string> appended;
  const auto used = [&] {
    const auto last = log.segments().back();
    return last.base > 0 && fs::file_size(last.path) > last.end - last.base + segment_header_bytes;
  };
  while (!used() && appended.size() < 2000) {
    appended.push_back(std::to_string(appended.size()) + std::string(50'000, 'x'));
    std::promise<bool> done;
    log.append(1, appended.back(),
               [&](const Result<Position>& result) { done.set_value(result.has_value()); });
    EXPECT_TRUE(done.get_future().get());
  }
  EXPECT_TRUE(used()) << directory;
  return appended;
}

TEST_F(LogTest, WritesToSegmentsMadeAheadAndReadsThemAfterACrash) {
  LogSettings settings;
  settings.segment_bytes = 1 << 20;
  const auto crashed = directory_ + "-crashed";
  for (const bool renaming_lasted : {true, false}) {
    fs::remove_all(directory_);
    fs::remove_all(crashed);
    std::vector<std::string> expected;
    {
      auto log = open(settings);
      expected = fill_until_spare_is_used(*log, directory_);
      expected.emplace_back("into the spare one");
      ASSERT_TRUE(append(*log, expected.back()));
      fs::copy(directory_, crashed);  // what a crash at this moment leaves
      if (!renaming_lasted) {
        const auto used = fs::path(log->segments().back().path).filename();
        fs::rename(fs::path(crashed) / used, fs::path(crashed) / spare_name);
      }
    }
    auto log = Log::open(crashed, settings, metrics_);
    ASSERT_TRUE(log) << log.error().detail;
    EXPECT_EQ(contents(**log), expected);
    expected.emplace_back("after");
    ASSERT_TRUE(append(**log, "after"));
    EXPECT_EQ(contents(**log), expected);
    log->reset();
    log = Log::open(crashed, settings, metrics_);
    ASSERT_TRUE(log) << log.error().detail;
    EXPECT_EQ(contents(**log), expected);
    for (const auto& entry : fs::directory_iterator(crashed))
      EXPECT_EQ(entry.path().string().find(".torn-"), std::string::npos) << "zeros are no torn record";
  }
  fs::remove_all(crashed);
}

TEST_F(LogTest, LeavesASegmentThatGrowsAsSoonAsOneMadeAheadIsThere) {
  LogSettings settings;
  settings.segment_bytes = 16 << 20;
  std::vector<std::string> expected{std::string(2 << 20, 'x')};
  {
    auto log = open(settings);
    ASSERT_TRUE(append(*log, expected.front()));
    const auto deadline = std::chrono::steady_clock::now() + seconds(60);
    while (log->segments().size() < 2 && std::chrono::steady_clock::now() < deadline) {
      expected.emplace_back("small");
      ASSERT_TRUE(append(*log, expected.back()));
    }
    ASSERT_EQ(log->segments().size(), 2U);
    EXPECT_LT(log->segments().back().base, settings.segment_bytes / 2);
    EXPECT_EQ(contents(*log), expected);
  }
  // The zeros are still there after a restart, so there is no reason to leave this segment.
  auto log = open(settings);
  for (int i = 0; i < 3; ++i) {
    expected.emplace_back(1 << 20, 'y');
    ASSERT_TRUE(append(*log, expected.back()));
  }
  EXPECT_EQ(log->segments().size(), 2U);
  EXPECT_EQ(contents(*log), expected);
}

// A crash can leave the old segment with the zeros it did not use, and a spare one with nothing but its
// header.
TEST_F(LogTest, UnusedSpaceOfSegmentsMadeAheadIsNoGapAndNoTornTail) {
  {
    auto log = open();
    ASSERT_TRUE(append(*log, "kept"));
    const auto segment = log->segments().back();
    const auto end = segment.end;
    log.reset();
    fs::resize_file(segment.path, 100'000);
    std::ofstream(fs::path(directory_) / spare_name, std::ios::binary)
        << encode_segment_header({end, 1}) << std::string(50'000, '\0');
  }
  {
    auto log = open();
    EXPECT_EQ(contents(*log), std::vector<std::string>{"kept"});
    EXPECT_EQ(log->segments().size(), 1U);
    ASSERT_TRUE(append(*log, "more"));
    const auto end = log->durable_end();
    log.reset();
    std::string next = encode_segment_header({end, 1});
    append_record(next, 1, "in the next", group_mark(end, 1));
    std::ofstream(fs::path(directory_) / segment_name(end), std::ios::binary)
        << next << std::string(50'000, '\0');
  }
  auto log = open();
  EXPECT_EQ(contents(*log), (std::vector<std::string>{"kept", "more", "in the next"}));
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_), fs::directory_iterator()), 2);
}

// Real bytes behind zeros are a torn record all the same: the copy has them.
TEST_F(LogTest, KeepsWhatStandsBehindZeros) {
  std::string segment;
  {
    auto log = open();
    ASSERT_TRUE(append(*log, "kept"));
    segment = log->segments().back().path;
  }
  std::ofstream(segment, std::ios::app | std::ios::binary)
      << std::string(20, '\0') << "torn" << std::string(9, '\0');
  auto log = open();
  EXPECT_EQ(contents(*log), std::vector<std::string>{"kept"});
  for (const auto& entry : fs::directory_iterator(directory_)) {
    if (entry.path().string().find(".torn-") == std::string::npos) continue;
    EXPECT_EQ(entry.file_size(), 24U);
    return;
  }
  ADD_FAILURE() << "no copy";
}

TEST_F(LogTest, WaitersWakeWhenTheirPositionIsPassed) {
  auto log = open();
  const auto first = append(*log, "one");
  ASSERT_TRUE(first);
  std::thread far([&] { EXPECT_TRUE(log->wait_beyond(first->end + 20, seconds(20))); });
  EXPECT_FALSE(log->wait_beyond(first->end, milliseconds(1)));
  std::thread near([&] { EXPECT_TRUE(log->wait_beyond(first->end, seconds(20))); });
  ASSERT_TRUE(append(*log, "two"));
  near.join();
  ASSERT_TRUE(append(*log, "three"));
  far.join();
}

TEST_F(LogTest, ManyWritersShareSyncs) {
  auto log = open();
  std::vector<std::thread> threads;
  std::atomic<int> done = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        log->append(1, std::to_string(t * 1000 + i),
                    [&](const Result<Position>& result) { done += result.has_value(); });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  ASSERT_TRUE(append(*log, "last"));
  EXPECT_EQ(done, 2000);
  EXPECT_EQ(contents(*log).size(), 2001U);
  EXPECT_TRUE(log->wait_beyond(0, milliseconds(0)));
  EXPECT_FALSE(log->wait_beyond(log->durable_end(), milliseconds(1)));
}

}  // namespace
}  // namespace leapfrog::log
