#include "ingestion/record.h"

#include <gtest/gtest.h>

namespace leapfrog::ingestion {
namespace {

capture::CapturedBatch example() {
  capture::CapturedBatch batch;
  batch.project = 300;
  batch.received_at = from_micros(1'700'000'000'123'456);
  batch.client_ip = "203.0.113.9";
  batch.user_agent = "posthog-node/5.70.0";
  batch.historical = true;
  for (int i = 0; i < 3; ++i) {
    capture::CapturedEvent event;
    event.uuid = Uuid::at(batch.received_at);
    event.event = "event " + std::to_string(i);
    event.distinct_id = std::string(150, 'd');
    event.timestamp = batch.received_at - seconds(i);
    event.properties = R"({"a":)" + std::to_string(i) + "}";
    event.set = i == 1 ? R"({"plan":"pro"})" : "";
    event.unset = i == 2 ? R"(["plan"])" : "";
    batch.events.push_back(event);
  }
  return batch;
}

TEST(Record, BatchRoundTrip) {
  const auto batch = example();
  const auto payload = encode_batch(batch);
  const auto view = decode_batch(payload);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->project, 300);
  EXPECT_EQ(view->received_at, batch.received_at);
  EXPECT_EQ(view->client_ip, batch.client_ip);
  EXPECT_EQ(view->user_agent, batch.user_agent);
  EXPECT_TRUE(view->historical);
  ASSERT_EQ(view->events.size(), 3U);
  std::uint32_t last_offset = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(view->events[i].uuid, batch.events[i].uuid);
    EXPECT_EQ(view->events[i].timestamp, batch.events[i].timestamp);
    EXPECT_EQ(view->events[i].event, batch.events[i].event);
    EXPECT_EQ(view->events[i].distinct_id, batch.events[i].distinct_id);
    EXPECT_EQ(view->events[i].properties, batch.events[i].properties);
    EXPECT_EQ(view->events[i].set, batch.events[i].set);
    EXPECT_EQ(view->events[i].set_once, batch.events[i].set_once);
    EXPECT_EQ(view->events[i].unset, batch.events[i].unset);
    EXPECT_GT(view->events[i].offset, last_offset);
    last_offset = view->events[i].offset;
  }
}

TEST(Record, RejectionRoundTrip) {
  const capture::Rejection rejection{7, from_micros(5), "missing_distinct_id", 3, R"({"event":"x"})"};
  const auto read = decode_rejection(encode_rejection(rejection));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->project, 7);
  EXPECT_EQ(read->reason, "missing_distinct_id");
  EXPECT_EQ(read->count, 3U);
  EXPECT_EQ(read->example, R"({"event":"x"})");
}

TEST(Record, EveryTruncationIsRefused) {
  const auto batch = encode_batch(example());
  for (std::size_t length = 0; length < batch.size(); ++length)
    EXPECT_FALSE(decode_batch(batch.substr(0, length)));
  EXPECT_FALSE(decode_batch(batch + "x"));
  const auto rejection = encode_rejection({});
  for (std::size_t length = 0; length < rejection.size(); ++length)
    EXPECT_FALSE(decode_rejection(rejection.substr(0, length)));
}

}  // namespace
}  // namespace leapfrog::ingestion
