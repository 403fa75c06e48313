#include "ingestion/ledger.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <random>

#include "base/random_fixture.h"

namespace leapfrog::ingestion {
namespace {

namespace fs = std::filesystem;

class LedgerTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::temp_directory_path() / ("lf-ledger-" + std::to_string(::getpid()) + ".sqlite");
    TearDown();
    reopen();
  }
  void TearDown() override {
    database_.reset();
    for (const auto suffix : {"", "-wal", "-shm"}) fs::remove(path_.string() + suffix);
  }
  void reopen() {
    database_.reset();
    auto opened = meta::Database::open(path_.string(), migrations());
    ASSERT_TRUE(opened) << opened.error().detail;
    database_ = *std::move(opened);
  }
  Result<> book(log::Lsn committed, const LedgerChanges& ledger, const WarningChanges& warnings = {}) {
    return database_->write([&](meta::Connection& connection) {
      return save_progress(connection, committed, ledger, warnings, {});
    });
  }
  Checkpoint checkpoint() { return *load_checkpoint(*database_); }

  fs::path path_;
  std::unique_ptr<meta::Database> database_;
};

TEST_F(LedgerTest, StartsAtNothing) {
  EXPECT_EQ(checkpoint().committed, 0U);
  EXPECT_FALSE(checkpoint().intent);
  const auto balance = *load_balance(*database_, 1);
  EXPECT_EQ(balance.received, 0);
  EXPECT_EQ(balance.rejected_total(), 0);
}

TEST_F(LedgerTest, AnIntentStandsUntilTheProgressThatEndsIt) {
  ASSERT_TRUE(database_->write([](meta::Connection& c) { return save_intent(c, {10, 1ULL << 40, "a"}); }));
  reopen();
  EXPECT_EQ(checkpoint().committed, 0U);
  EXPECT_EQ(checkpoint().intent, (Intent{10, 1ULL << 40, "a"}));
  ASSERT_TRUE(book(1ULL << 40, {}));
  reopen();
  EXPECT_EQ(checkpoint().committed, 1ULL << 40);
  EXPECT_FALSE(checkpoint().intent);
}

TEST_F(LedgerTest, ProgressThatIsRolledBackLeavesNoTrace) {
  const auto failed = database_->write([](meta::Connection& connection) -> Result<> {
    TRY(save_progress(connection, 500, {{{1, 20'000, Outcome::stored, ""}, 3}}, {}, {}));
    return internal_error("something after it");
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(checkpoint().committed, 0U);
  EXPECT_EQ(load_balance(*database_, 1)->stored, 0);
}

TEST_F(LedgerTest, KnowsWhenTheNewestEventOfAProjectWasReceived) {
  const auto book_last = [&](LastEvents last) {
    return database_->write([&](meta::Connection& c) { return save_progress(c, 1, {}, {}, last); });
  };
  EXPECT_FALSE(load_balance(*database_, 1)->last_event_at);
  const auto at = from_micros(1'700'000'000'000'000);
  ASSERT_TRUE(book_last({{1, at}, {2, at + seconds(9)}}));
  ASSERT_TRUE(book_last({{1, at - seconds(5)}}));
  EXPECT_EQ(load_balance(*database_, 1)->last_event_at, at);
  ASSERT_TRUE(book_last({{1, at + seconds(5)}}));
  EXPECT_EQ(load_balance(*database_, 1)->last_event_at, at + seconds(5));
}

TEST_F(LedgerTest, AddsUpAnyChanges) {
  const RandomSeed seed;
  std::mt19937 random(seed);
  std::map<ProjectId, Balance> expected;
  for (int batch = 0; batch < 30; ++batch) {
    LedgerChanges changes;
    for (int i = 0; i < 10; ++i) {
      const ProjectId project = random() % 3;
      const auto outcome = static_cast<Outcome>(random() % 4);
      const std::string reason = outcome != Outcome::rejected ? "" : random() % 2 == 0 ? "one" : "two";
      const std::int64_t count = random() % 1000;
      changes[{project, 20'000 + static_cast<std::int64_t>(random() % 3), outcome, reason}] += count;
      auto& sums = expected[project];
      if (outcome == Outcome::received) sums.received += count;
      if (outcome == Outcome::stored) sums.stored += count;
      if (outcome == Outcome::deduplicated) sums.deduplicated += count;
      if (outcome == Outcome::rejected) sums.rejected[reason] += count;
    }
    ASSERT_TRUE(book(static_cast<log::Lsn>(batch), changes));
  }
  for (const auto& [project, sums] : expected) {
    const auto balance = *load_balance(*database_, project);
    EXPECT_EQ(balance.received, sums.received);
    EXPECT_EQ(balance.stored, sums.stored);
    EXPECT_EQ(balance.deduplicated, sums.deduplicated);
    EXPECT_EQ(balance.rejected, sums.rejected);
    EXPECT_EQ(balance.rejected_total(), sums.rejected_total());
  }
}

TEST_F(LedgerTest, WarningsAreGroupedByTypeOverTheLastDays) {
  const auto at = [](std::int64_t day, int second) {
    return from_micros(day * 86'400'000'000) + seconds(second);
  };
  ASSERT_TRUE(
      book(1, {},
           {{{1, "often", 100}, {5, at(100, 5), R"({"n":1})"}}, {{1, "rare", 100}, {1, at(100, 1), "{}"}}}));
  ASSERT_TRUE(
      book(2, {},
           {{{1, "often", 101}, {2, at(101, 9), R"({"n":2})"}}, {{2, "often", 101}, {9, at(101, 9), "{}"}}}));
  ASSERT_TRUE(book(3, {}, {{{1, "often", 101}, {1, at(101, 3), R"({"n":3})"}}}));
  auto rows = *load_warnings(*database_, 1, 101, 2);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].type, "often");
  EXPECT_EQ(rows[0].count, 8);
  EXPECT_EQ(rows[0].last_seen, format_iso(at(101, 9)));
  EXPECT_EQ(rows[0].example, R"({"n":3})");
  EXPECT_EQ(rows[1].type, "rare");
  rows = *load_warnings(*database_, 1, 101, 1);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].count, 3);
  EXPECT_TRUE(load_warnings(*database_, 1, 130, 30)->empty() == false);
  EXPECT_TRUE(load_warnings(*database_, 1, 131, 30)->empty());
}

TEST_F(LedgerTest, ExamplesForgetWhoIsErased) {
  const auto at = from_micros(100 * 86'400'000'000);
  const auto warned = [&](ProjectId project, std::string type, std::string_view id) {
    return std::pair(std::tuple(project, std::move(type), std::int64_t{100}),
                     WarningCount{1, at, json::serialize(json::object{{"distinctId", id}})});
  };
  ASSERT_TRUE(book(
      1, {}, {warned(1, "anna's", "an\"na"), warned(1, "ben's", "ben"), warned(2, "other's", "an\"na")}));
  const std::vector<std::string> gone{"an\"na", "an"};
  ASSERT_TRUE(
      database_->write([&](meta::Connection& connection) { return forget_examples(connection, 1, gone); }));
  auto rows = *load_warnings(*database_, 1, 100, 1);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].example, "{}");
  EXPECT_EQ(rows[0].count, 1);
  EXPECT_EQ(rows[1].example, R"({"distinctId":"ben"})");
  EXPECT_EQ(load_warnings(*database_, 2, 100, 1)->front().example, R"({"distinctId":"an\"na"})");
}

TEST(DayOf, CountsDaysAlsoBeforeTheEpoch) {
  EXPECT_EQ(day_of(from_micros(0)), 0);
  EXPECT_EQ(day_of(from_micros(86'400'000'000 - 1)), 0);
  EXPECT_EQ(day_of(from_micros(86'400'000'000)), 1);
  EXPECT_EQ(day_of(from_micros(-1)), -1);
}

}  // namespace
}  // namespace leapfrog::ingestion
