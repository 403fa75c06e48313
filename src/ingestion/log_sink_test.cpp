#include "ingestion/log_sink.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <thread>

#include "ingestion/record.h"

namespace leapfrog::ingestion {
namespace {

namespace fs = std::filesystem;

class LogSinkTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = fs::temp_directory_path() / ("lf-log-sink-" + std::to_string(::getpid()));
    fs::remove_all(directory_);
  }
  void TearDown() override {
    log_.reset();
    fs::remove_all(directory_);
  }
  void open(log::LogSettings settings) {
    auto opened = log::Log::open(directory_.string(), settings, metrics_);
    ASSERT_TRUE(opened) << opened.error().detail;
    log_ = *std::move(opened);
  }
  static capture::CapturedBatch batch_of(int events, accounts::ProjectId project = 1) {
    capture::CapturedBatch batch;
    batch.project = project;
    batch.received_at = from_micros(1'700'000'000'000'000);
    for (int i = 0; i < events; ++i) {
      capture::CapturedEvent event;
      event.uuid = Uuid::random();
      event.event = "event";
      event.distinct_id = "somebody";
      event.timestamp = batch.received_at;
      event.properties = "{}";
      batch.events.push_back(std::move(event));
    }
    return batch;
  }
  static Result<> append(LogSink& sink, capture::CapturedBatch batch) {
    std::promise<Result<>> promise;
    sink.append(std::move(batch), [&](Result<> done) { promise.set_value(std::move(done)); });
    return promise.get_future().get();
  }

  fs::path directory_;
  Metrics metrics_;
  Waiting waiting_;
  Pacing pacing_{[this] { return Pacing::State{log_->durable_end(), true}; }, metrics_};
  std::unique_ptr<log::Log> log_;
};

TEST_F(LogSinkTest, AcknowledgesWhatIsDurableAndCountsItAsWaiting) {
  open({});
  LogSink sink(*log_, waiting_, pacing_);
  const auto batch = batch_of(3);
  ASSERT_TRUE(append(sink, batch));
  EXPECT_EQ(waiting_.of(1), 3);
  EXPECT_EQ(waiting_.of(2), 0);
  const auto reader = log_->read_from(0);
  const auto record = reader->next();
  ASSERT_TRUE(record && *record);
  EXPECT_EQ((*record)->type, static_cast<std::uint8_t>(RecordType::batch));
  const auto read = decode_batch((*record)->payload);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->events.size(), 3U);
  EXPECT_EQ(read->events[2].uuid, batch.events[2].uuid);
}

TEST_F(LogSinkTest, WhatIsRefusedDoesNotWait) {
  open(log::LogSettings{.max_bytes = 10});
  LogSink sink(*log_, waiting_, pacing_);
  const auto refused = append(sink, batch_of(3));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
  EXPECT_GT(refused.error().retry_after_s, 0);
  EXPECT_EQ(waiting_.of(1), 0);
  sink.reject({1, from_micros(0), "missing_distinct_id", 2, ""});
  log_.reset();  // writes what is queued
  EXPECT_EQ(waiting_.of(1), 0);
}

TEST_F(LogSinkTest, RejectionsGoIntoTheLogAndWait) {
  open({});
  LogSink sink(*log_, waiting_, pacing_);
  sink.reject({7, from_micros(9), "missing_distinct_id", 2, "x"});
  ASSERT_TRUE(append(sink, batch_of(1)));  // written after it
  EXPECT_EQ(waiting_.of(7), 2);
  const auto reader = log_->read_from(0);
  const auto record = reader->next();
  ASSERT_TRUE(record && *record);
  const auto rejection = decode_rejection((*record)->payload);
  ASSERT_TRUE(rejection);
  EXPECT_EQ(rejection->project, 7);
  EXPECT_EQ(rejection->count, 2U);
}

TEST_F(LogSinkTest, CountsFromManyThreads) {
  open({});
  LogSink sink(*log_, waiting_, pacing_);
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&] {
      for (int n = 0; n < 20; ++n) EXPECT_TRUE(append(sink, batch_of(2, 1 + n % 2)));
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(waiting_.of(1), 80);
  EXPECT_EQ(waiting_.of(2), 80);
  waiting_.add(1, -80);
  EXPECT_EQ(waiting_.of(1), 0);
}

}  // namespace
}  // namespace leapfrog::ingestion
