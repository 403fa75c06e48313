// The thread that counts, beside those who ask who is inside, change definitions and wait for the counting.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "accounts/accounts_fixture.h"
#include "cohorts/state.h"
#include "http/client.h"
#include "persons/persons.h"
#include "query/catalog_fixture.h"
#include "query/sandbox.h"
#include "storage/events/engine_doubles_fixture.h"
#include "storage/meta/rows.h"

namespace leapfrog::cohorts {
namespace {

constexpr auto patience = std::chrono::minutes(1);

// Gives whoever it was told as the people of any definition, as hexadecimal text; may be held up.
class TellingEngine final : public events::SilentEngine {
 public:
  void tell(const Uuid& person) {
    const std::scoped_lock lock(mutex_);
    auto text = person.text();
    std::erase(text, '-');
    people_.push_back(text);
    std::ranges::sort(people_);
  }
  void hold(bool on) {
    const std::scoped_lock lock(mutex_);
    held_ = on;
    changed_.notify_all();
  }
  void until_asked() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return asked_ > 0; });
  }

  Result<events::Selection> select(std::string_view, const events::Settings&,
                                   const events::Settings&) override {
    std::unique_lock lock(mutex_);
    ++asked_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !held_; });
    std::string all;
    for (const auto& person : people_) all += person;
    events::Selection selection;
    selection.rows.push_back(json::array{json::value(all)});
    return selection;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> people_;
  bool held_ = false;
  int asked_ = 0;
};

class CountingThread : public accounts::AccountsFixture {
 protected:
  CountingThread() : AccountsFixture(migrations()) {
    auto opened = meta::Database::open((directory / "people.db").string(), persons::migrations(),
                                       {.synchronous_full = false});
    CHECK(opened);
    people_ = *std::move(opened);
    client_ = http::Client::create("unix:" + (directory / "nobody.sock").string());
    sandbox_ = std::make_unique<query::Sandbox>(*client_);
    made_ = set_up();
    project_ = made_.project;
    auto made = Cohorts::open(
        {*database, *people_, *accounts, {engine_, *sandbox_, catalog_}, {}, uses_, clock, metrics_},
        {.directory = (directory / "cohorts").string()});
    CHECK(made);
    cohorts_ = *std::move(made);
  }
  ~CountingThread() override {
    cohorts_.reset();
    people_.reset();
  }

  std::int64_t add() {
    const json::value filters = {
        {"properties",
         {{"type", "AND"},
          {"values", json::array{json::object{
                         {"type", "person"}, {"key", "plan"}, {"operator", "exact"}, {"value", "pro"}}}}}}};
    CohortRecord cohort;
    cohort.project = project_;
    cohort.name = "Pro";
    cohort.filters = filters;
    cohort.created_at = cohort.changed_at = clock.now();
    const auto id = meta::in_write(
        *database, [&](meta::Connection& connection) { return insert_cohort(connection, cohort); });
    CHECK(id);
    return *id;
  }
  std::int64_t add_list_of_flag(std::int64_t flag) {
    CohortRecord cohort;
    cohort.project = project_;
    cohort.name = "On";
    cohort.is_static = true;
    cohort.flag = flag;
    cohort.query_pending = true;
    cohort.created_at = cohort.changed_at = clock.now();
    const auto id = meta::in_write(
        *database, [&](meta::Connection& connection) { return insert_cohort(connection, cohort); });
    CHECK(id);
    return *id;
  }
  Uuid add_person() {
    const auto uuid = Uuid::random();
    CHECK(people_->write([&](meta::Connection& connection) { return insert_person(connection, uuid); }));
    return uuid;
  }
  Result<> insert_person(meta::Connection& connection, const Uuid& uuid) {
    return connection.execute(
        "INSERT INTO persons (project_id, uuid_high, uuid_low, created_at, is_identified, version, "
        "properties) VALUES (?, ?, ?, 0, 0, 1, '{}')",
        {project_, static_cast<std::int64_t>(uuid.high()), static_cast<std::int64_t>(uuid.low())});
  }
  CohortRecord read(std::int64_t id) {
    const auto record = meta::in_read(
        *database, [&](meta::Connection& connection) { return find_any_cohort(connection, project_, id); });
    CHECK(record && *record);
    return **record;
  }
  // As if somebody had changed the definition; each time is later than the one before.
  void change(std::int64_t id) {
    last_change_ += microseconds(1);
    CHECK(database->write(
        [&](meta::Connection& connection) { return set_changed(connection, id, last_change_); }));
    CHECK(cohorts_->state().changed(project_));
  }

  std::unique_ptr<meta::Database> people_;
  TellingEngine engine_;
  std::unique_ptr<http::Client> client_;
  std::unique_ptr<query::Sandbox> sandbox_;
  query::NoCatalog catalog_;
  Uses uses_;
  Metrics metrics_;
  accounts::Bootstrapped made_;
  ProjectId project_ = 0;
  Instant last_change_ = clock.now();
  std::unique_ptr<Cohorts> cohorts_;
};

TEST_F(CountingThread, FlagsSeeWholeListsWhileTheyAreReplaced) {
  auto& state = cohorts_->state();
  const auto first = Uuid::random();
  engine_.tell(first);
  const auto id = add();
  cohorts_->start();
  state.wait_counted(project_, id, patience);
  ASSERT_TRUE(state.is_member(project_, id, first).value());

  std::atomic<bool> done = false;
  std::atomic<int> missed = 0;
  std::vector<std::thread> flags;
  for (int i = 0; i < 3; ++i)
    flags.emplace_back([&] {
      while (!done) {
        const auto inside = state.is_member(project_, id, first);
        if (!inside || !*inside) ++missed;
        static_cast<void>(state.is_counting(id));
      }
    });
  for (int i = 0; i < 20; ++i) {
    const auto person = Uuid::random();
    engine_.tell(person);
    change(id);
    state.wait_counted(project_, id, patience);
    EXPECT_TRUE(state.is_member(project_, id, person).value()) << i;
  }
  done = true;
  for (auto& thread : flags) thread.join();
  EXPECT_EQ(missed, 0);
  EXPECT_EQ(uses_.take().count(id), 1U);
  cohorts_->stop();
}

// Long lists are written in several transactions, between which it looks.
TEST_F(CountingThread, CountsAllOfALongList) {
  auto& state = cohorts_->state();
  add_routes(router, *cohorts_);
  json::array uuids;
  const auto written = people_->write([&](meta::Connection& connection) -> Result<> {
    for (int i = 0; i < 22'000; ++i) {
      const auto uuid = Uuid::random();
      uuids.emplace_back(uuid.text());
      TRY(insert_person(connection, uuid));
    }
    return {};
  });
  ASSERT_TRUE(written);
  cohorts_->start();
  std::atomic<bool> done = false;
  std::thread waking([&] {
    while (!done) {
      static_cast<void>(state.changed(project_));
      std::this_thread::yield();
    }
  });
  accounts::TestClient api(router, made_.personal_api_key);
  const auto response =
      api.post(fmt::format("/api/projects/{}/cohorts/", project_),
               {{"name", "Many"}, {"is_static", true}, {"_create_static_person_ids", uuids}});
  done = true;
  waking.join();
  ASSERT_EQ(response.status, 201) << response.body;
  const auto id = accounts::body_of(response).at("id").as_int64();
  state.wait_counted(project_, id, patience);
  EXPECT_EQ(read(id).people, 22'000);
  cohorts_->stop();
}

TEST_F(CountingThread, FindsThePeopleOfAFlagUntilItIsStopped) {
  auto& state = cohorts_->state();
  const auto first = add_person(), second = add_person();
  std::atomic<int> calls = 0;
  std::atomic<bool> hangs = false;
  cohorts_->find_flag_people_by([&](ProjectId project, std::int64_t flag,
                                    const std::function<bool()>& goes_on) -> Result<std::vector<Uuid>> {
    EXPECT_EQ(std::pair(project, flag), std::pair(project_, std::int64_t{7}));
    if (++calls == 1) return invalid("The flag is on for nobody.");
    while (hangs && goes_on()) std::this_thread::yield();
    if (!goes_on()) return unavailable("Stopping.", 1);
    return std::vector<Uuid>{first, second};
  });
  const auto id = add_list_of_flag(7);
  cohorts_->start();
  while (read(id).errors == 0) std::this_thread::yield();
  EXPECT_EQ(read(id).last_error, "The flag is on for nobody.");
  EXPECT_TRUE(read(id).query_pending);

  change(id);  // which tries at once
  state.wait_counted(project_, id, patience);
  EXPECT_EQ(read(id).people, 2);
  EXPECT_EQ(read(id).errors, 0);
  EXPECT_TRUE(state.is_member(project_, id, first).value());
  // They are found once: counting it again reads the list.
  change(id);
  state.wait_counted(project_, id, patience);
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(read(id).people, 2);

  hangs = true;
  const auto other = add_list_of_flag(7);
  CHECK(state.changed(project_));
  while (calls < 3) std::this_thread::yield();
  cohorts_->stop();
  EXPECT_EQ(read(other).errors, 0);
  EXPECT_TRUE(read(other).is_waiting());
}

TEST_F(CountingThread, WhoWaitsForACountingIsLetGoWhenItStops) {
  auto& state = cohorts_->state();
  const auto id = add();
  engine_.hold(true);
  cohorts_->start();
  engine_.until_asked();
  EXPECT_TRUE(state.is_counting(id));
  std::vector<std::thread> waiting;
  for (int i = 0; i < 3; ++i)
    waiting.emplace_back([&] { state.wait_counted(project_, id, std::chrono::hours(1)); });
  std::thread stopping([&] { cohorts_->stop(); });
  for (auto& thread : waiting) thread.join();
  engine_.hold(false);
  stopping.join();
  // Nobody waits for what will not come.
  state.wait_counted(project_, add(), std::chrono::hours(1));
}

}  // namespace
}  // namespace leapfrog::cohorts
