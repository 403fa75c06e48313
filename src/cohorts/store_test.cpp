// When a cohort's turn comes, and what countings leave behind.
#include "cohorts/store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "cohorts/cohorts.h"
#include "storage/meta/rows.h"

namespace leapfrog::cohorts {
namespace {

constexpr microseconds minute = std::chrono::minutes(1);
constexpr microseconds refresh = std::chrono::minutes(15);
constexpr microseconds day = std::chrono::hours(24);

class CohortStore : public testing::Test {
 protected:
  CohortStore() {
    std::filesystem::create_directories(directory_);
    auto opened =
        meta::Database::open((directory_ / "meta.db").string(), migrations(), {.synchronous_full = false});
    CHECK(opened);
    database_ = *std::move(opened);
  }
  ~CohortStore() override {
    database_.reset();
    std::filesystem::remove_all(directory_);
  }

  std::int64_t add(std::string name) {
    CohortRecord cohort;
    cohort.project = 1;
    cohort.name = std::move(name);
    cohort.filters = json::object{{"properties", nullptr}};
    cohort.created_at = cohort.changed_at = now_;
    return written([&](meta::Connection& connection) { return insert_cohort(connection, cohort); });
  }
  template <class Work>
  std::int64_t written(Work work) {
    const auto done = meta::in_write(*database_, work);
    CHECK(done);
    return *done;
  }
  void write(const std::function<Result<>(meta::Connection&)>& work) { CHECK(database_->write(work)); }
  std::int64_t due() {
    const auto found = meta::in_read(
        *database_, [&](meta::Connection& connection) { return next_due(connection, now_, refresh); });
    CHECK(found);
    return *found ? (*found)->id : 0;
  }
  CohortRecord read(std::int64_t id) {
    return **meta::in_read(*database_,
                           [&](meta::Connection& connection) { return find_any_cohort(connection, 1, id); });
  }
  void count(std::int64_t id, microseconds duration = microseconds(0)) {
    Counted counted;
    counted.cohort = id;
    counted.project = 1;
    counted.started_at = now_ - duration;
    counted.finished_at = now_;
    counted.counted_for = read(id).changed_at;
    counted.version = to_micros(now_);
    counted.people = 5;
    write([&](meta::Connection& connection) { return save_counted(connection, counted); });
  }

  std::filesystem::path directory_ =
      std::filesystem::temp_directory_path() / ("lf-cohort-store-" + std::to_string(::getpid()));
  std::unique_ptr<meta::Database> database_;
  Instant now_ = *parse_iso("2026-03-01T00:00:00Z");
};

TEST_F(CohortStore, CountsWhatChangedFirstAndWhatIsUsedAgain) {
  const auto first = add("first");
  EXPECT_EQ(due(), first);
  count(first);
  EXPECT_EQ(due(), 0);
  now_ += refresh;
  EXPECT_EQ(due(), first);
  const auto second = add("second");
  EXPECT_EQ(due(), second);
  count(second);
  EXPECT_EQ(due(), first);
  count(first);
  EXPECT_EQ(due(), 0);
  write([&](meta::Connection& connection) { return set_changed(connection, second, now_ + minute); });
  EXPECT_EQ(due(), second);
}

TEST_F(CohortStore, CountsWhatNobodyUsesOnceADay) {
  const auto cohort = add("unused");
  now_ += 8 * day;
  count(cohort);
  now_ += day - minute;
  EXPECT_EQ(due(), 0);
  now_ += minute;
  EXPECT_EQ(due(), cohort);
  count(cohort);
  write([&](meta::Connection& connection) { return set_used(connection, cohort, now_); });
  now_ += refresh;
  EXPECT_EQ(due(), cohort);
}

TEST_F(CohortStore, LeavesTimeBetweenLongCountings) {
  const auto cohort = add("slow");
  count(cohort, 5 * minute);
  now_ += 100 * minute - minute;
  EXPECT_EQ(due(), 0);
  now_ += minute;
  EXPECT_EQ(due(), cohort);
}

TEST_F(CohortStore, WaitsAfterErrorsAndKeepsThePeopleThereWere) {
  const auto cohort = add("broken");
  count(cohort);
  write([&](meta::Connection& connection) { return set_changed(connection, cohort, now_); });
  now_ += minute;
  write([&](meta::Connection& connection) { return set_changed(connection, cohort, now_); });
  Counted failed;
  failed.cohort = cohort;
  failed.project = 1;
  failed.started_at = failed.finished_at = now_;
  failed.error = "It did not work.";
  write(
      [&](meta::Connection& connection) { return save_failed(connection, failed, now_ + 2 * minute, true); });
  EXPECT_EQ(due(), 0);
  EXPECT_EQ(read(cohort).errors, 1);
  EXPECT_EQ(read(cohort).last_error, "It did not work.");
  EXPECT_EQ(read(cohort).people, 5);
  now_ += 2 * minute;
  EXPECT_EQ(due(), cohort);
  write([&](meta::Connection& connection) { return save_failed(connection, failed, now_ + minute, false); });
  EXPECT_EQ(read(cohort).errors, 1);
  now_ += minute;
  count(cohort);
  EXPECT_EQ(read(cohort).errors, 0);
  EXPECT_EQ(read(cohort).last_error, "");
  const auto countings = meta::in_read(
      *database_, [&](meta::Connection& connection) { return list_countings(connection, cohort, {}); });
  ASSERT_TRUE(countings);
  EXPECT_EQ(countings->size(), 3u);
  EXPECT_EQ((*countings)[1].people, std::nullopt);
}

TEST_F(CohortStore, KeepsTheLastCountings) {
  const auto cohort = add("busy");
  for (int i = 0; i < 60; ++i) {
    now_ += minute;
    count(cohort);
  }
  const auto kept = meta::in_read(
      *database_, [&](meta::Connection& connection) { return count_countings(connection, cohort); });
  ASSERT_TRUE(kept);
  EXPECT_EQ(*kept, 50);
}

TEST_F(CohortStore, KnowsWhatCohortsWere) {
  const auto first = now_;
  const auto id = add("changing");
  now_ += minute;
  auto cohort = read(id);
  cohort.filters = json::object{{"properties", "other"}};
  cohort.changed_at = now_;
  write([&](meta::Connection& connection) { return update_cohort(connection, cohort); });
  now_ += minute;
  cohort.deleted = true;
  cohort.changed_at = now_;
  write([&](meta::Connection& connection) { return update_cohort(connection, cohort); });
  const auto at = [&](Instant instant) {
    auto found = meta::in_read(
        *database_, [&](meta::Connection& connection) { return cohorts_at(connection, 1, instant); });
    EXPECT_TRUE(found);
    return found ? *std::move(found) : std::vector<CohortRecord>();
  };
  EXPECT_TRUE(at(first - minute).empty());
  ASSERT_EQ(at(first).size(), 1U);
  EXPECT_EQ(at(first).front().filters, (json::object{{"properties", nullptr}}));
  ASSERT_EQ(at(first + minute + minute / 2).size(), 1U);
  EXPECT_EQ(at(first + minute + minute / 2).front().filters, (json::object{{"properties", "other"}}));
  EXPECT_TRUE(at(now_).empty());
}

TEST_F(CohortStore, KeepsListsWithoutRepeats) {
  const auto cohort = read(add("list"));
  const std::vector<Uuid> people{Uuid::random(), Uuid::random(), Uuid::random()};
  write([&](meta::Connection& connection) { return add_listed(connection, cohort, people); });
  write([&](meta::Connection& connection) { return add_listed(connection, cohort, people); });
  write([&](meta::Connection& connection) {
    return remove_listed(connection, cohort.id, std::span(people).first(1));
  });
  auto found =
      meta::in_read(*database_, [&](meta::Connection& connection) { return listed(connection, cohort.id); });
  ASSERT_TRUE(found);
  std::ranges::sort(*found);
  std::vector<Uuid> expected(people.begin() + 1, people.end());
  std::ranges::sort(expected);
  EXPECT_EQ(*found, expected);
}

TEST_F(CohortStore, FindsTheListsWithSomebody) {
  CohortRecord list;
  list.is_static = true;
  list.created_at = list.changed_at = now_;
  const std::vector<Uuid> people{Uuid::random(), Uuid::random(), Uuid::random()};
  const auto add_list = [&](ProjectId project, std::span<const Uuid> listed) {
    list.project = project;
    list.id = written([&](meta::Connection& connection) { return insert_cohort(connection, list); });
    write([&](meta::Connection& connection) { return add_listed(connection, list, listed); });
    return list.id;
  };
  const auto all = add_list(1, people);
  const auto last = add_list(1, std::span(people).last(1));
  add_list(2, people);
  const auto with = [&](std::span<const Uuid> wanted) {
    const auto found = meta::in_read(
        *database_, [&](meta::Connection& connection) { return lists_with_any(connection, 1, wanted); });
    CHECK(found);
    std::vector<std::int64_t> ids;
    for (const auto& each : *found) ids.push_back(each.id);
    return ids;
  };
  EXPECT_EQ(with(std::span(people).first(2)), std::vector<std::int64_t>{all});
  EXPECT_EQ(with(people), (std::vector<std::int64_t>{all, last}));
  EXPECT_TRUE(with(std::vector<Uuid>{Uuid::random()}).empty());
}

}  // namespace
}  // namespace leapfrog::cohorts
