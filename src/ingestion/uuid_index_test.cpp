#include "ingestion/uuid_index.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <set>

#include "base/random_fixture.h"

namespace leapfrog::ingestion {
namespace {

namespace fs = std::filesystem;

class UuidIndexTest : public testing::Test {
 protected:
  void SetUp() override { fs::remove_all(directory_); }
  void TearDown() override { fs::remove_all(directory_); }

  std::unique_ptr<UuidIndex> open(UuidIndexSettings settings) {
    auto index = UuidIndex::open(directory_, settings);
    EXPECT_TRUE(index) << (index ? "" : index.error().detail);
    return index ? *std::move(index) : nullptr;
  }

  const std::string directory_ =
      (fs::temp_directory_path() / ("leapfrog-uuids-" + std::to_string(::getpid()))).string();
};

const Instant start = from_micros(1'700'000'000'000'000);

// Against a plain set, with runs written at random and the index reopened (and refilled from what no run
// covers, as the pipeline does from the log).
TEST_F(UuidIndexTest, AgreesWithASetOverRunsAndReopening) {
  const RandomSeed seed;
  std::mt19937 random(seed);
  UuidIndexSettings settings;
  settings.run_keys = 200;
  auto index = open(settings);
  std::set<UuidKey> reference;
  std::vector<UuidKey> log;
  for (int batch = 0; batch < 60; ++batch) {
    for (int i = 0; i < 50; ++i) {
      const UuidKey key = UuidKey::of(1, Uuid::named({}, std::to_string(random() % 4000)));
      EXPECT_EQ(index->insert(key, start), reference.insert(key).second);
      log.push_back(key);
    }
    index->end_batch(log.size(), start);
    ASSERT_TRUE(index->committed(log.size()));
    if (random() % 10 == 0) {
      index = open(settings);
      for (auto at = index->covered_to(); at < log.size(); ++at) index->insert(log[at], start);
    }
  }
  EXPECT_GT(index->runs(), 3U);
  EXPECT_LT(index->memory_keys(), 400U);
}

TEST_F(UuidIndexTest, SameUuidInOtherProjectsIsAnother) {
  const auto uuid = Uuid::random();
  auto index = open({});
  EXPECT_TRUE(index->insert(UuidKey::of(1, uuid), start));
  EXPECT_TRUE(index->insert(UuidKey::of(2, uuid), start));
  EXPECT_FALSE(index->insert(UuidKey::of(1, uuid), start));
}

TEST_F(UuidIndexTest, WritesNothingBeforeItIsCommitted) {
  UuidIndexSettings settings;
  settings.run_keys = 1;
  auto index = open(settings);
  index->insert(UuidKey::of(1, Uuid::random()), start);
  index->end_batch(100, start);
  ASSERT_TRUE(index->committed(99));
  EXPECT_EQ(index->runs(), 0U);
  EXPECT_EQ(index->covered_to(), 0U);
  ASSERT_TRUE(index->committed(100));
  EXPECT_EQ(index->runs(), 1U);
  EXPECT_EQ(index->covered_to(), 100U);
}

// After an outage everything that comes was received long ago.
TEST_F(UuidIndexTest, OldEventsDoNotMakeARunOfEveryBatch) {
  auto index = open({});
  const auto now = start + std::chrono::hours(10);
  log::Lsn position = 0;
  const auto batch_at = [&](Instant at) {
    index->insert(UuidKey::of(1, Uuid::random()), start);
    index->end_batch(++position, at);
    return index->committed(position).has_value();
  };
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(batch_at(now + seconds(i)));
  EXPECT_EQ(index->runs(), 0U);
  ASSERT_TRUE(batch_at(now + UuidIndexSettings().run_age));
  EXPECT_EQ(index->runs(), 1U);
  ASSERT_TRUE(batch_at(now + UuidIndexSettings().run_age + seconds(1)));
  EXPECT_EQ(index->runs(), 1U);
}

TEST_F(UuidIndexTest, ARunIsWrittenWhenTheLogWaitsForIt) {
  UuidIndexSettings settings;
  settings.run_log_bytes = 1000;
  auto index = open(settings);
  index->insert(UuidKey::of(1, Uuid::random()), start);
  index->end_batch(999, start);
  ASSERT_TRUE(index->committed(999));
  EXPECT_EQ(index->covered_to(), 0U);
  index->end_batch(1000, start);
  ASSERT_TRUE(index->committed(1000));
  EXPECT_EQ(index->covered_to(), 1000U);
  index->end_batch(2000, start);  // nothing but refusals
  ASSERT_TRUE(index->committed(2000));
  EXPECT_EQ(index->covered_to(), 2000U);
  EXPECT_EQ(open(settings)->covered_to(), 2000U);
}

TEST_F(UuidIndexTest, ForgetsRunsThatAreTooOld) {
  UuidIndexSettings settings;
  settings.run_keys = 1;
  settings.keep = seconds(60);
  auto index = open(settings);
  const auto old_key = UuidKey::of(1, Uuid::random());
  for (int minute = 0; minute < 4; ++minute) {
    const auto now = start + seconds(60 * minute);
    index->insert(minute == 0 ? old_key : UuidKey::of(1, Uuid::random()), now);
    index->end_batch(static_cast<log::Lsn>(minute) + 1, now);
    ASSERT_TRUE(index->committed(static_cast<log::Lsn>(minute) + 1));
  }
  EXPECT_EQ(index->runs(), 2U);
  EXPECT_TRUE(index->insert(old_key, start + seconds(300)));
}

TEST_F(UuidIndexTest, DamagedRunsAreNamed) {
  UuidIndexSettings settings;
  settings.run_keys = 1;
  open(settings);
  {
    auto index = open(settings);
    index->insert(UuidKey::of(1, Uuid::random()), start);
    index->end_batch(7, start);
    ASSERT_TRUE(index->committed(7));
  }
  for (const auto& entry : fs::directory_iterator(directory_)) {
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(70);
    file.put('!');
  }
  const auto index = UuidIndex::open(directory_, settings);
  ASSERT_FALSE(index);
  EXPECT_NE(index.error().detail.find("is damaged"), std::string::npos);
}

}  // namespace
}  // namespace leapfrog::ingestion
