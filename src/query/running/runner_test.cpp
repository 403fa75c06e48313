// The runner with questions that answer when the test lets them, and an engine that only hears.
#include "query/running/runner.h"

#include <condition_variable>
#include <thread>

#include "accounts/accounts_fixture.h"
#include "http/client.h"
#include "query/catalog_fixture.h"
#include "query/sandbox.h"
#include "storage/events/engine_doubles_fixture.h"

namespace leapfrog::query {
namespace {

class HearingEngine final : public events::SilentEngine {
 public:
  std::atomic<int> kills = 0;
  Result<> execute(std::string_view sql, const events::Settings&, const events::Settings&) override {
    if (sql.starts_with("KILL QUERY")) ++kills;
    return {};
  }
  Result<std::vector<json::array>> rows(std::string_view sql, const events::Settings&,
                                        const events::Settings&) override {
    if (sql.find("version()") != std::string_view::npos) return std::vector<json::array>{{"1.2"}};
    return std::vector<json::array>{{1, 10, 100, 1000, 5}};
  }
};

class SetState final : public DataState {
 public:
  DataPosition position(accounts::ProjectId) const override {
    const std::lock_guard lock(mutex_);
    return position_;
  }
  Result<DataChanges> changes_since(accounts::ProjectId, Instant) const override { return DataChanges{}; }
  void stored(std::uint64_t at) {
    const std::lock_guard lock(mutex_);
    position_.watermark = position_.stored.events = position_.begun.events = at;
  }
  void begun(std::uint64_t at) {
    const std::lock_guard lock(mutex_);
    position_.begun.events = at;
  }

 private:
  mutable std::mutex mutex_;
  DataPosition position_;
};

// What the kind "Held" does: counts, waits for leave, answers with the count and the watermark it was held
// to.
struct Held {
  std::mutex mutex;
  std::condition_variable changed;
  int begun = 0;
  bool let_go = true;
  std::function<void()> meanwhile;

  json::object answer(const Asking& asking) {
    std::unique_lock lock(mutex);
    const int number = ++begun;
    changed.notify_all();
    while (!let_go && !*asking.terms().cancelled) changed.wait_for(lock, milliseconds(1));
    if (meanwhile) std::exchange(meanwhile, nullptr)();
    const auto& watermark = asking.terms().watermark;
    return {{"results", json::array{number}}, {"watermark", watermark ? json::value(*watermark) : nullptr}};
  }
  void wait_begun(int count) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return begun >= count; });
  }
  void hold(bool on) {
    const std::lock_guard lock(mutex);
    let_go = !on;
    changed.notify_all();
  }
};
Held* held = nullptr;

Result<json::object> answer_held(const Asking& asking, const json::object& query) {
  if (query.contains("fails")) return invalid("It fails.", "fails");
  if (query.contains("throws")) throw std::runtime_error("thrown");
  auto answer = held->answer(asking);
  if (*asking.terms().cancelled) return std::unexpected(cancelled_error());
  return answer;
}
json::object no_schema() { return {{"type", "object"}, {"properties", json::object()}}; }
constexpr std::array kinds = {Kind{"Held", answer_held, no_schema}};

class RunnerTest : public accounts::AccountsFixture {
 protected:
  RunnerTest()
      : AccountsFixture(migrations()),
        client_(http::Client::create("unix:/nowhere")),
        sandbox_(*client_),
        project_(set_up().project) {
    held = &held_;
    RunnerSettings settings;
    settings.threads = 2;
    settings.queue = {.running = 2, .waiting = 2};
    runner_ = std::make_unique<Runner>(
        RunnerParts{{engine_, sandbox_, catalog_}, state_, clock, metrics_, *database}, settings);
  }
  ~RunnerTest() override {
    held_.hold(false);
    runner_->stop();
  }

  Question question(int n = 0, const json::object& more = {}) {
    json::object query{{"kind", "Held"}, {"n", n}};
    for (const auto& [name, value] : more) query[name] = value;
    return *read_question(*accounts->background_access(project_), query, kinds);
  }
  std::future<Result<Outcome>> ask(Question asked, Refresh refresh, std::string id = "") {
    auto promise = std::make_shared<std::promise<Result<Outcome>>>();
    auto future = promise->get_future();
    runner_->ask(std::move(asked), refresh, std::move(id),
                 [promise](Result<Outcome> outcome) { promise->set_value(std::move(outcome)); });
    return future;
  }
  static std::string fields(const Result<Outcome>& outcome) {
    if (!outcome) return outcome.error().code;
    return outcome->answer ? outcome->answer->fields() : "none";
  }

  HearingEngine engine_;
  NoCatalog catalog_;
  SetState state_;
  Held held_;
  std::unique_ptr<http::Client> client_;
  Sandbox sandbox_;
  accounts::ProjectId project_;
  Metrics metrics_;
  std::unique_ptr<Runner> runner_;
};

TEST_F(RunnerTest, ComputesAgainOnlyWhenTheDataChanged) {
  EXPECT_FALSE(runner_->answer(question(), Refresh::blocking)->is_cached);
  EXPECT_TRUE(runner_->answer(question(), Refresh::blocking)->is_cached);
  EXPECT_EQ(held_.begun, 1);
  state_.stored(100);
  const auto later = runner_->answer(question(), Refresh::blocking);
  EXPECT_FALSE(later->is_cached);
  EXPECT_EQ(later->answer->receipt().watermark, 100U);
  EXPECT_EQ(held_.begun, 2);
}

TEST_F(RunnerTest, EqualQuestionsAtTheSameTimeAreComputedOnce) {
  held_.hold(true);
  std::vector<std::future<Result<Outcome>>> waiting;
  for (int i = 0; i < 10; ++i) waiting.push_back(ask(question(), Refresh::force_blocking));
  held_.wait_begun(1);
  held_.hold(false);
  for (auto& future : waiting) EXPECT_EQ(fields(future.get()), R"({"results":[1],"watermark":null})");
  EXPECT_EQ(held_.begun, 1);
}

TEST_F(RunnerTest, WhoAsksAfterMoreWasStoredDoesNotShareTheOlderAnswer) {
  held_.hold(true);
  auto before = ask(question(), Refresh::blocking);
  held_.wait_begun(1);
  state_.stored(100);
  auto after = ask(question(), Refresh::blocking);
  held_.wait_begun(2);
  held_.hold(false);
  EXPECT_EQ(before.get()->answer->receipt().watermark, 0U);
  EXPECT_EQ(after.get()->answer->receipt().watermark, 100U);
}

TEST_F(RunnerTest, WhatIsBeingWrittenIsLeftOut) {
  state_.stored(100);
  state_.begun(200);
  EXPECT_EQ(fields(runner_->answer(question(), Refresh::blocking)), R"({"results":[1],"watermark":100})");
}

TEST_F(RunnerTest, WhatBeganToBeWrittenMeanwhileIsLeftOutByAskingAgain) {
  state_.stored(100);
  held_.meanwhile = [this] { state_.begun(200); };
  EXPECT_EQ(fields(runner_->answer(question(), Refresh::blocking)), R"({"results":[2],"watermark":100})");
}

TEST_F(RunnerTest, CancelledByTheLastWhoWaits) {
  held_.hold(true);
  auto one = ask(question(), Refresh::blocking, "one");
  auto two = ask(question(), Refresh::blocking, "two");
  held_.wait_begun(1);
  EXPECT_TRUE(runner_->cancel(project_, "one"));
  EXPECT_EQ(fields(one.get()), "query_cancelled");
  EXPECT_EQ(engine_.kills, 0) << "two still waits";
  EXPECT_FALSE(runner_->cancel(project_ + 1, "two"));
  EXPECT_TRUE(runner_->cancel(project_, "two"));
  EXPECT_EQ(fields(two.get()), "query_cancelled");
  EXPECT_FALSE(runner_->cancel(project_, "two"));
  held_.hold(false);
  EXPECT_EQ(fields(runner_->answer(question(), Refresh::blocking)), R"({"results":[2],"watermark":null})");
}

TEST_F(RunnerTest, TheEngineIsToldUntilItHasStopped) {
  held_.hold(true);
  auto one = ask(question(), Refresh::blocking, "one");
  held_.wait_begun(1);
  {
    // The computation cannot end while its lock is held, so it is told again.
    const std::lock_guard lock(held_.mutex);
    runner_->cancel(project_, "one");
    while (engine_.kills < 2) std::this_thread::yield();
  }
  EXPECT_EQ(fields(one.get()), "query_cancelled");
}

TEST_F(RunnerTest, InTheBackgroundAnswersAreThereToFetch) {
  held_.hold(true);
  const auto asked = runner_->answer(question(), Refresh::async);
  ASSERT_TRUE(asked->status);
  EXPECT_EQ(asked->answer, nullptr);
  const auto id = asked->status->id;
  held_.wait_begun(1);
  const auto running = runner_->status(project_, id);
  EXPECT_FALSE(running->complete);
  EXPECT_EQ(running->progress.rows_read, 10U);
  EXPECT_EQ(running->progress.rows_to_read, 1000U);
  EXPECT_EQ(http_status_of(*running), 202);
  held_.hold(false);
  while (!runner_->status(project_, id)->complete) std::this_thread::yield();
  EXPECT_EQ(runner_->status(project_, id)->answer->fields(), R"({"results":[1],"watermark":null})");
  EXPECT_FALSE(runner_->status(project_ + 1, id));
  clock.advance(seconds(601));
  EXPECT_EQ(runner_->answer(question(1), Refresh::blocking)->is_cached, false);
  EXPECT_FALSE(runner_->status(project_, id)) << "it was not fetched in time";
}

TEST_F(RunnerTest, FromTheCacheAloneNothingIsComputed) {
  EXPECT_EQ(fields(runner_->answer(question(), Refresh::force_cache)), "none");
  ASSERT_TRUE(runner_->answer(question(), Refresh::blocking));
  state_.stored(100);
  EXPECT_TRUE(runner_->answer(question(), Refresh::force_cache)->is_cached);
  EXPECT_EQ(held_.begun, 1);
}

TEST_F(RunnerTest, TooManyQuestionsOfAProjectAreRefused) {
  held_.hold(true);
  std::vector<std::future<Result<Outcome>>> waiting;
  for (int i = 0; i < 2; ++i) waiting.push_back(ask(question(i), Refresh::blocking));
  held_.wait_begun(2);
  for (int i = 2; i < 4; ++i) waiting.push_back(ask(question(i), Refresh::blocking));
  const auto refused = runner_->answer(question(4), Refresh::blocking);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::throttled);
  EXPECT_GT(refused.error().retry_after_s, 0);
  held_.hold(false);
  for (auto& future : waiting) EXPECT_TRUE(future.get());
}

TEST_F(RunnerTest, ErrorsReachEverybodyAndAreNotKept) {
  const auto failed = runner_->answer(question(0, {{"fails", true}}), Refresh::blocking);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().attr, "query.fails");
  const auto thrown = runner_->answer(question(0, {{"throws", true}}), Refresh::blocking);
  ASSERT_FALSE(thrown);
  EXPECT_EQ(thrown.error().kind, ErrorKind::internal);
  EXPECT_EQ(fields(runner_->answer(question(0, {{"fails", true}}), Refresh::force_cache)), "none");
}

TEST_F(RunnerTest, StoppingEndsWhatRunsAndWhatWaits) {
  held_.hold(true);
  std::vector<std::future<Result<Outcome>>> waiting;
  for (int i = 0; i < 2; ++i) waiting.push_back(ask(question(i), Refresh::blocking));
  held_.wait_begun(2);
  for (int i = 2; i < 4; ++i) waiting.push_back(ask(question(i), Refresh::blocking));
  runner_->stop();
  for (auto& future : waiting) EXPECT_EQ(fields(future.get()), "query_cancelled");
}

TEST_F(RunnerTest, ManyThreadsAskAndCancel) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([this, t] {
      for (int i = 0; i < 50; ++i) {
        const auto id = std::to_string(t * 1000 + i);
        auto future = ask(question(i % 3), Refresh::force_blocking, id);
        if (i % 2 == 0) runner_->cancel(project_, id);
        const auto outcome = future.get();
        EXPECT_TRUE(outcome || outcome.error().code == "query_cancelled" ||
                    outcome.error().code == "throttled");
      }
    });
}

}  // namespace
}  // namespace leapfrog::query
