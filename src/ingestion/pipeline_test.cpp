// The whole way from captured batches to stored rows, against a real engine, database and log.
#include "ingestion/pipeline.h"

#include <fstream>
#include <future>
#include <random>

#include "base/random_fixture.h"
#include "ingestion/ingestion.h"
#include "storage/events/engine_doubles_fixture.h"
#include "storage/events/engine_fixture.h"

namespace leapfrog::ingestion {
namespace {

namespace fs = std::filesystem;
constexpr milliseconds patience{60'000};
const Instant received = *parse_iso("2026-03-04T05:06:07Z");

// Waits for a condition that another thread makes true.
bool eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return true;
}

class SomeProjects final : public accounts::ProjectDirectory {
 public:
  SomeProjects() {
    for (const ProjectId id : {1, 2}) {
      auto project = std::make_shared<accounts::Project>();
      project->id = id;
      project->api_token = fmt::format("phc_{}", id);
      projects_[id] = std::move(project);
    }
  }
  void remove(ProjectId id) {
    const std::scoped_lock lock(mutex_);
    projects_.erase(id);
  }
  std::shared_ptr<const accounts::Project> by_token(std::string_view) const override { return nullptr; }
  std::shared_ptr<const accounts::Project> by_id(ProjectId id) const override {
    const std::scoped_lock lock(mutex_);
    const auto found = projects_.find(id);
    return found == projects_.end() ? nullptr : found->second;
  }
  std::vector<std::shared_ptr<const accounts::Project>> all() const override { return {}; }

 private:
  mutable std::mutex mutex_;
  std::map<ProjectId, std::shared_ptr<const accounts::Project>> projects_;
};

// An engine on a bad day: inserts of events may fail before they arrive, arrive without an answer, or arrive
// when whoever sent them is gone.
class UnreliableEngine final : public events::PassingEngine {
 public:
  // The last: of the insert nothing is left but its token.
  enum class Day { good, refuses, answers_get_lost, lands_late, keeps_only_the_token };
  using PassingEngine::PassingEngine;

  std::atomic<Day> day{Day::good};
  std::atomic<int> failed{0};

  Result<std::vector<json::array>> rows(std::string_view sql, const events::Settings& parameters,
                                        const events::Settings& settings) override {
    auto answer = engine_.rows(sql, parameters, settings);
    if (day == Day::good && held_) {  // right after somebody asked what is there
      const auto late = *std::exchange(held_, std::nullopt);
      EXPECT_TRUE(engine_.insert("events", late.columns, late.blocks, late.token));
    }
    return answer;
  }
  Result<events::InsertSummary> insert(std::string_view table, std::string_view columns,
                                       std::string_view blocks, std::string_view token) override {
    const auto today = table == "events" ? day.load() : Day::good;
    if (today == Day::refuses) {
      ++failed;
      return unavailable("The engine is not there.", 1);
    }
    if (spoiled_.contains(std::string(token))) return events::InsertSummary{};  // dropped as seen
    if (today == Day::keeps_only_the_token) {
      spoiled_.emplace(token);
      ++failed;
      return failure(ErrorKind::timeout, "timeout", "No answer.");
    }
    if (today == Day::lands_late) {
      held_ = Insert{std::string(columns), std::string(blocks), std::string(token)};
      ++failed;
      return failure(ErrorKind::timeout, "timeout", "No answer.");
    }
    auto inserted = engine_.insert(table, columns, blocks, token);
    if (today == Day::good || !inserted) return inserted;
    ++failed;
    return failure(ErrorKind::timeout, "timeout", "No answer.");
  }

 private:
  struct Insert {
    std::string columns, blocks, token;
  };
  std::optional<Insert> held_;
  std::set<std::string> spoiled_;
};

class PipelineTest : public events::EngineTest {
 protected:
  void SetUp() override {
    ASSERT_NE(process, nullptr);
    for (const auto table :
         {"schema_migrations", "events", "persons", "person_distinct_ids", "person_overrides", "groups"})
      run(fmt::format("DROP TABLE IF EXISTS {} SYNC", table));
    ASSERT_TRUE(engine().migrate());
    unreliable_ = std::make_unique<UnreliableEngine>(engine());
    directory_ = fs::temp_directory_path() / fmt::format("lf-pipeline-{}", ::getpid());
    fs::remove_all(directory_);
    fs::create_directories(directory_);
    settings_.uuid_directory = (directory_ / "uuids").string();
    settings_.pipeline.linger = milliseconds(1);
  }
  void TearDown() override {
    close();
    fs::remove_all(directory_);
  }

  // One life of the program, from opening its files to closing them.
  void open() {
    auto migrations = persons::migrations();
    for (const auto* more : {&ingestion::migrations(), &definitions::migrations()})
      migrations.insert(migrations.end(), more->begin(), more->end());
    database_ = opened(meta::Database::open((directory_ / "people.sqlite").string(), migrations));
    log_ = opened(log::Log::open((directory_ / "log").string(), log_settings_, metrics_));
    enricher_ = opened(enrich::Enricher::open({}));
    persons_ = opened(persons::Persons::open(*database_));
    edits_ = opened(persons::Edits::open(*database_, system_clock()));
    definitions_ = definitions::Definitions::over(*database_, {});
    ingestion_ = opened(Ingestion::open(
        {*log_, *unreliable_, *database_, projects_, *enricher_, *persons_, *edits_, *definitions_, metrics_},
        settings_));
    ingestion_->start();
  }
  void close() {
    ingestion_.reset();
    definitions_.reset();
    edits_.reset();
    persons_.reset();
    enricher_.reset();
    log_.reset();
    database_.reset();
  }

  static capture::CapturedEvent event(std::string name = "event") {
    capture::CapturedEvent made;
    made.uuid = Uuid::at(received);
    made.event = std::move(name);
    made.distinct_id = "somebody";
    made.timestamp = received - seconds(1);
    made.properties = R"({"n":1,"nothing":null})";
    return made;
  }
  static std::vector<capture::CapturedEvent> some_events(int count) {
    std::vector<capture::CapturedEvent> made;
    for (int i = 0; i < count; ++i) made.push_back(event());
    return made;
  }

  // Appends a batch and waits until it is acknowledged.
  void append(std::vector<capture::CapturedEvent> events, ProjectId project = 1) {
    capture::CapturedBatch batch;
    batch.project = project;
    batch.received_at = received;
    batch.client_ip = "203.0.113.9";
    batch.events = std::move(events);
    std::promise<Result<>> promise;
    auto acknowledged = promise.get_future();
    ingestion_->sink().append(std::move(batch), [&](Result<> done) { promise.set_value(std::move(done)); });
    ASSERT_TRUE(acknowledged.get());
  }
  bool wait_for_all() {
    return ingestion_->pipeline().wait_committed(log_->durable_end(), patience) &&
           ingestion_->waiting(1) == 0;
  }

  Balance balance(ProjectId project = 1) { return opened(load_balance(*database_, project)); }
  // No event is missing and none is there twice, in the table and in the books.
  void expect_stored_once(std::int64_t received_events, std::int64_t stored) {
    EXPECT_EQ(number("SELECT count() FROM events"), stored);
    EXPECT_EQ(number("SELECT uniqExact(uuid) FROM events"), stored);
    EXPECT_EQ(number("SELECT uniqExact(log_offset) FROM events"), stored);
    const auto books = balance();
    EXPECT_EQ(books.received, received_events);
    EXPECT_EQ(books.stored, stored);
    EXPECT_EQ(books.deduplicated + books.stored + books.rejected_total(), books.received);
  }

  template <class T>
  static T opened(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().detail);
    return *std::move(result);
  }

  fs::path directory_;
  Metrics metrics_;
  SomeProjects projects_;
  log::LogSettings log_settings_;
  IngestionSettings settings_;
  std::unique_ptr<UnreliableEngine> unreliable_;
  std::unique_ptr<meta::Database> database_;
  std::unique_ptr<log::Log> log_;
  std::unique_ptr<enrich::Enricher> enricher_;
  std::unique_ptr<persons::Persons> persons_;
  std::unique_ptr<persons::Edits> edits_;
  std::unique_ptr<definitions::Definitions> definitions_;
  std::unique_ptr<Ingestion> ingestion_;
};

using Day = UnreliableEngine::Day;

TEST_F(PipelineTest, StoresEventsOnceAndCountsDuplicates) {
  open();
  const auto events = some_events(50);
  append(events);
  append(events);                                // the whole batch again
  append({events[3], event(), event("other")});  // one again among new ones
  ASSERT_TRUE(wait_for_all());
  expect_stored_once(103, 52);
  EXPECT_EQ(balance().deduplicated, 51);
  EXPECT_EQ(balance().rejected_total(), 0);
  // The same uuid in another project is another event.
  append({events[0]}, 2);
  ASSERT_TRUE(wait_for_all());
  EXPECT_EQ(balance(2).stored, 1);
  EXPECT_EQ(ingestion_->waiting(2), 0);
}

TEST_F(PipelineTest, ARowHoldsWhatTheEventSaid) {
  open();
  auto sent = event("$pageview");
  sent.properties = R"({"n":1,"nothing":null,"$session_id":"s1","$set":{"plan":"free","seats":2}})";
  sent.set = R"({"plan":"pro"})";
  append({sent});
  ASSERT_TRUE(wait_for_all());
  const auto read = rows(
      "SELECT toString(uuid), event, distinct_id, toString(timestamp), toString(received_at), session_id, "
      "toInt64(properties.n), person_properties.plan::String, person_mode FROM events");
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(to_text(read[0]), fmt::format(R"(["{}","$pageview","somebody","2026-03-04 05:06:06.000000",)"
                                          R"("2026-03-04 05:06:07.000000","s1",1,"pro","full"])",
                                          sent.uuid.text()));
  // The person is mirrored under the id that the event carries.
  EXPECT_EQ(number("SELECT count() FROM persons FINAL WHERE id = (SELECT person_id FROM events) AND "
                   "properties.plan::String = 'pro'"),
            1);
  EXPECT_EQ(number("SELECT count() FROM person_distinct_ids FINAL WHERE distinct_id = 'somebody' AND "
                   "person_id = (SELECT person_id FROM events)"),
            1);
}

TEST_F(PipelineTest, WhatOccursIsListedWithTheBatch) {
  unreliable_->day = Day::refuses;
  open();
  append({event()});
  ASSERT_TRUE(eventually([&] { return unreliable_->failed > 0; }));
  const auto type = [&] { return opened(definitions_->type_of(1, {definitions::Owner::event, 0, "n"})); };
  definitions_->forget(1);
  EXPECT_FALSE(type());  // nothing is listed that is not stored
  close();               // as after a crash, the batch is prepared again
  unreliable_->day = Day::good;
  open();
  ASSERT_TRUE(wait_for_all());
  definitions_->forget(1);
  EXPECT_EQ(type(), definitions::PropertyType::numeric);
}

TEST_F(PipelineTest, GoesOnWhereItStopped) {
  const auto events = some_events(10);
  open();
  append(events);
  ASSERT_TRUE(wait_for_all());
  close();
  open();
  EXPECT_EQ(ingestion_->waiting(1), 0);
  append(events);  // the uuids are known again from the log
  append(some_events(5));
  ASSERT_TRUE(wait_for_all());
  expect_stored_once(25, 15);
}

TEST_F(PipelineTest, EventsWaitInTheLogWhileTheEngineRefuses) {
  unreliable_->day = Day::refuses;
  open();
  append(some_events(7));
  ASSERT_TRUE(eventually([&] { return unreliable_->failed > 0; }));
  ASSERT_TRUE(eventually([&] { return !ingestion_->pipeline().stalled().empty(); }));
  EXPECT_EQ(ingestion_->waiting(1), 7);
  EXPECT_FALSE(ingestion_->pipeline().wait_committed(log_->durable_end(), milliseconds(1)));
  EXPECT_EQ(balance().received, 0);
  close();
  open();  // still refusing: what waits is counted again
  EXPECT_EQ(ingestion_->waiting(1), 7);
  unreliable_->day = Day::good;
  ASSERT_TRUE(wait_for_all());
  EXPECT_EQ(ingestion_->pipeline().stalled(), "");
  expect_stored_once(7, 7);
}

TEST_F(PipelineTest, AnInsertWhoseAnswerGotLostIsNotStoredTwice) {
  unreliable_->day = Day::answers_get_lost;
  open();
  append(some_events(20));
  ASSERT_TRUE(eventually([&] { return unreliable_->failed > 2; }));
  unreliable_->day = Day::good;
  ASSERT_TRUE(wait_for_all());
  expect_stored_once(20, 20);
}

TEST_F(PipelineTest, ACrashBetweenRowsAndBooksStoresNothingTwice) {
  unreliable_->day = Day::answers_get_lost;
  open();
  append(some_events(20));
  ASSERT_TRUE(eventually([&] { return unreliable_->failed > 0; }));
  close();  // the rows are there, the books know only the intent
  EXPECT_EQ(number("SELECT count() FROM events"), 20);
  unreliable_->day = Day::good;
  open();
  append(some_events(3));
  ASSERT_TRUE(wait_for_all());
  expect_stored_once(23, 23);
}

TEST_F(PipelineTest, ACrashInTheMiddleOfAnInsertIsCompleted) {
  unreliable_->day = Day::answers_get_lost;
  open();
  auto events = some_events(40);
  for (int i = 0; i < 40; ++i) events[i].timestamp -= std::chrono::days(31 * (i % 4));
  append(events);
  ASSERT_TRUE(eventually([&] { return unreliable_->failed > 0; }));
  close();
  // Of the parts, one for each month, some had been written.
  run("ALTER TABLE events DROP PARTITION 202602");
  run("ALTER TABLE events DROP PARTITION 202512");
  ASSERT_EQ(number("SELECT count() FROM events"), 20);
  // The next start is cut off in the same way.
  open();
  ASSERT_TRUE(eventually([&] { return unreliable_->failed > 1; }));
  close();
  ASSERT_EQ(number("SELECT count() FROM events"), 40);
  run("ALTER TABLE events DROP PARTITION 202512");
  run("ALTER TABLE events DROP PARTITION 202603");
  unreliable_->day = Day::good;
  open();
  ASSERT_TRUE(wait_for_all());
  expect_stored_once(40, 40);
}

// A server elsewhere may be at an insert of a process that was killed when the next one asks what is there.
TEST_F(PipelineTest, AnInsertOfADeadProcessThatLandsLateIsNotStoredTwice) {
  unreliable_->day = Day::lands_late;
  open();
  auto events = some_events(20);
  events[7].timestamp -= std::chrono::days(31);
  append(events);
  ASSERT_TRUE(eventually([&] { return unreliable_->failed > 0; }));
  close();
  EXPECT_EQ(number("SELECT count() FROM events"), 0);
  unreliable_->day = Day::good;
  open();
  append(some_events(3));
  ASSERT_TRUE(wait_for_all());
  expect_stored_once(23, 23);
}

// A server elsewhere that was killed between recording a token and showing the rows.
TEST_F(PipelineTest, RowsThatTheEngineDropsWithoutHavingThemAreInsertedAgain) {
  unreliable_->day = Day::keeps_only_the_token;
  open();
  append(some_events(20));
  ASSERT_TRUE(eventually([&] { return unreliable_->failed > 0; }));
  unreliable_->day = Day::good;
  append(some_events(5));
  ASSERT_TRUE(wait_for_all());
  expect_stored_once(25, 25);
}

TEST_F(PipelineTest, OnlyRowsThatTheEngineDoesNotHaveAreInsertedAgain) {
  unreliable_->day = Day::answers_get_lost;
  open();
  auto events = some_events(20);
  for (std::size_t i = 0; i < 20; i += 2) events[i].timestamp -= std::chrono::days(31);
  append(events);
  ASSERT_TRUE(eventually([&] { return unreliable_->failed > 0; }));
  close();
  run("ALTER TABLE events DROP PARTITION 202602");
  unreliable_->day = Day::keeps_only_the_token;
  const auto failed = unreliable_->failed.load();
  open();
  ASSERT_TRUE(eventually([&] { return unreliable_->failed > failed; }));
  unreliable_->day = Day::good;
  ASSERT_TRUE(wait_for_all());
  expect_stored_once(20, 20);
}

TEST_F(PipelineTest, ADamagedLogStopsThePipelineAndNotCapture) {
  unreliable_->day = Day::refuses;
  open();
  append(some_events(3));
  append(some_events(3));
  const auto segment = log_->segments().front().path;
  close();
  {
    std::fstream file(segment, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(log::segment_header_bytes + log::record_header_bytes));
    file.put('!');
  }
  unreliable_->day = Day::good;
  open();
  ASSERT_TRUE(eventually([&] { return !ingestion_->pipeline().stalled().empty(); }));
  EXPECT_NE(ingestion_->pipeline().stalled().find("damaged at position 0"), std::string::npos)
      << ingestion_->pipeline().stalled();
  append(some_events(3));
  EXPECT_EQ(number("SELECT count() FROM events"), 0);
}

TEST_F(PipelineTest, SurvivesTheEngineBeingKilled) {
  open();
  std::int64_t sent = 0;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 20; ++i, sent += 10) append(some_events(10));
    process->kill();
    for (int i = 0; i < 5; ++i, sent += 10) append(some_events(10));
    ASSERT_TRUE(eventually([&] { return !ingestion_->pipeline().stalled().empty(); }));
    ASSERT_EQ(process->start(), "");
  }
  ASSERT_TRUE(wait_for_all());
  expect_stored_once(sent, sent);
}

// Any sequence of faults, crashes and retries by clients.
TEST_F(PipelineTest, AnyBadWeekEndsBalanced) {
  const RandomSeed seed;
  std::mt19937 random(seed);
  settings_.uuids.run_keys = 60;  // many runs on disk
  log_settings_.segment_bytes = 4096;
  settings_.pipeline.batch_events = 40;
  std::vector<capture::CapturedEvent> sent;
  std::int64_t received_events = 0;
  open();
  for (int step = 0; step < 60; ++step) {
    switch (random() % 8) {
      case 0:
        unreliable_->day = static_cast<Day>(random() % 3);
        break;
      case 1:
        close();
        open();
        break;
      case 2: {  // a client sends some again
        if (sent.empty()) break;
        std::vector<capture::CapturedEvent> again;
        for (int i = 0; i < 10; ++i) again.push_back(sent[random() % sent.size()]);
        received_events += 10;
        append(std::move(again));
        break;
      }
      default: {
        auto batch = some_events(1 + static_cast<int>(random() % 30));
        received_events += static_cast<std::int64_t>(batch.size());
        sent.insert(sent.end(), batch.begin(), batch.end());
        append(std::move(batch));
      }
    }
  }
  unreliable_->day = Day::good;
  ASSERT_TRUE(wait_for_all());
  expect_stored_once(received_events, static_cast<std::int64_t>(sent.size()));
  close();
  open();
  ASSERT_TRUE(wait_for_all());
  append(sent);
  ASSERT_TRUE(wait_for_all());
  expect_stored_once(received_events + static_cast<std::int64_t>(sent.size()),
                     static_cast<std::int64_t>(sent.size()));
}

TEST_F(PipelineTest, EventsOfADeletedProjectAreRejected) {
  open();
  append(some_events(2));
  ASSERT_TRUE(wait_for_all());
  projects_.remove(1);
  append(some_events(3));
  append(some_events(1), 2);
  ASSERT_TRUE(wait_for_all());
  EXPECT_EQ(balance().received, 5);
  EXPECT_EQ(balance().stored, 2);
  EXPECT_EQ(balance().rejected["project_deleted"], 3);
  EXPECT_EQ(number("SELECT count() FROM events WHERE project_id = 1"), 2);
  EXPECT_EQ(number("SELECT count() FROM events WHERE project_id = 2"), 1);
}

TEST_F(PipelineTest, RejectionsAreBookedAndWarnedOf) {
  open();
  ingestion_->sink().reject({1, received, "missing_distinct_id", 4, R"({"event":"x"})"});
  ingestion_->sink().reject({0, received, "unknown_token", 1, ""});
  append({event()});
  ASSERT_TRUE(wait_for_all());
  EXPECT_EQ(ingestion_->waiting(0), 0);
  EXPECT_EQ(balance().received, 5);
  EXPECT_EQ(balance().rejected["missing_distinct_id"], 4);
  EXPECT_EQ(balance().stored, 1);
  EXPECT_EQ(balance(0).rejected["unknown_token"], 1);
  const auto warnings = opened(load_warnings(*database_, 1, day_of(received), 30));
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].type, "missing_distinct_id");
  EXPECT_EQ(warnings[0].last_seen, format_iso(received));
}

TEST_F(PipelineTest, WatchersSeeEventsOfTheirProjectPass) {
  open();
  const auto watching = ingestion_->live().subscribe(1);
  append({event("of another project")}, 2);
  const auto sent = event("mine");
  append({sent});
  const auto seen = watching->next(patience);
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->event, "mine");
  EXPECT_EQ(seen->distinct_id, "somebody");
  const auto shown = opened(parse_json(seen->json)).as_object();
  EXPECT_EQ(shown.at("uuid").as_string(), sent.uuid.text());
  EXPECT_EQ(shown.at("timestamp").as_string(), format_iso(sent.timestamp));
  EXPECT_TRUE(shown.at("properties").as_object().at("nothing").is_null());
  EXPECT_FALSE(watching->next(milliseconds(0)));
}

TEST_F(PipelineTest, TheLogKeepsWhatNoUuidRunCovers) {
  log_settings_.segment_bytes = 2048;
  settings_.uuids.run_age = std::chrono::duration_cast<seconds>(std::chrono::years(100));
  open();
  for (int i = 0; i < 10; ++i) append(some_events(20));
  ASSERT_TRUE(wait_for_all());
  // Nothing was written to a run yet, so nothing may go.
  close();
  open();
  EXPECT_EQ(log_->begin(), 0U);
  EXPECT_GT(log_->segments().size(), 3U);
  close();
  settings_.uuids.run_keys = 50;
  open();
  const auto events = some_events(60);
  append(events);
  ASSERT_TRUE(wait_for_all());
  ASSERT_TRUE(eventually([&] { return log_->begin() > 0; }));
  const auto begin = log_->begin();
  close();
  const auto uuids = opened(UuidIndex::open(settings_.uuid_directory, settings_.uuids));
  EXPECT_GE(uuids->covered_to(), begin);
  open();
  append(events);  // known from the run, no longer from the log
  ASSERT_TRUE(wait_for_all());
  expect_stored_once(320, 260);
}

TEST_F(PipelineTest, MalformedPropertiesAreRejectedNotLost) {
  open();
  auto broken = event();
  broken.properties = "{";
  append({broken, event()});
  ASSERT_TRUE(wait_for_all());
  EXPECT_EQ(balance().rejected["malformed_properties"], 1);
  expect_stored_once(2, 1);
}

TEST_F(PipelineTest, ALogThatIsBehindItsCheckpointIsNotAccepted) {
  open();
  append(some_events(3));
  ASSERT_TRUE(wait_for_all());
  close();
  fs::remove_all(directory_ / "log");
  EXPECT_THROW(open(), std::runtime_error);  // else events would be skipped up to the old position
}

}  // namespace
}  // namespace leapfrog::ingestion
