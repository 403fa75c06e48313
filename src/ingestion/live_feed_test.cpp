#include "ingestion/live_feed.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "ingestion/live_stream.h"

namespace leapfrog::ingestion {
namespace {

constexpr milliseconds patience{30'000};

LiveEvent numbered(int n) { return {"event", std::to_string(n), std::to_string(n)}; }

TEST(LiveFeed, GivesEachWatcherTheEventsOfItsProject) {
  LiveFeed feed;
  EXPECT_FALSE(feed.has_watchers(1));
  const auto first = feed.subscribe(1), second = feed.subscribe(1), other = feed.subscribe(2);
  EXPECT_TRUE(feed.has_watchers(1));
  EXPECT_FALSE(feed.has_watchers(3));
  feed.publish(1, numbered(7));
  EXPECT_EQ(first->next(milliseconds(0))->json, "7");
  EXPECT_EQ(second->next(milliseconds(0))->json, "7");
  EXPECT_FALSE(other->next(milliseconds(0)));
  EXPECT_FALSE(first->next(milliseconds(0)));
}

TEST(LiveFeed, ASlowWatcherLosesTheOldest) {
  LiveFeed feed;
  const auto watching = feed.subscribe(1);
  for (int i = 0; i < 1500; ++i) feed.publish(1, numbered(i));
  EXPECT_EQ(watching->take_lost(), 500U);
  EXPECT_EQ(watching->take_lost(), 0U);
  for (int i = 500; i < 1500; ++i) EXPECT_EQ(watching->next(milliseconds(0))->json, std::to_string(i));
  EXPECT_FALSE(watching->next(milliseconds(0)));
}

TEST(LiveFeed, WhoHasLeftOrClosedIsNoWatcher) {
  LiveFeed feed;
  auto leaving = feed.subscribe(1);
  leaving.reset();
  EXPECT_FALSE(feed.has_watchers(1));
  const auto closed = feed.subscribe(1);
  closed->close();
  EXPECT_FALSE(feed.has_watchers(1));
  feed.publish(1, numbered(1));
  EXPECT_FALSE(closed->next(milliseconds(0)));
}

TEST(LiveFeed, ClosingWakesThoseWhoWait) {
  LiveFeed feed;
  const auto watching = feed.subscribe(1);
  std::thread waiting([&] { EXPECT_FALSE(watching->next(patience)); });
  feed.close_all();
  waiting.join();
  EXPECT_TRUE(watching->closed());
}

TEST(LiveFeed, WatchersComeAndGoWhileEventsPass) {
  LiveFeed feed;
  std::atomic<bool> stop{false};
  std::thread publishing([&] {
    for (int i = 0; !stop; ++i) {
      if (feed.has_watchers(1)) feed.publish(1, numbered(i));
    }
  });
  std::vector<std::thread> watchers;
  for (int w = 0; w < 3; ++w) {
    watchers.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        const auto watching = feed.subscribe(1);
        int last = -1;
        for (int i = 0; i < 20; ++i) {
          const auto event = watching->next(patience);
          ASSERT_TRUE(event);
          EXPECT_GT(std::stoi(event->json), last);
          last = std::stoi(event->json);
        }
      }
    });
  }
  for (auto& watcher : watchers) watcher.join();
  stop = true;
  publishing.join();
  EXPECT_FALSE(feed.has_watchers(1));
}

TEST(LiveStream, SendsWhatPassesTheFilter) {
  LiveFeed feed;
  const auto watching = feed.subscribe(1);
  const auto stream = live_stream(watching, {"wanted", "me"});
  EXPECT_EQ(stream->next(), ": connected\n\n");
  feed.publish(1, {"unwanted", "me", "1"});
  feed.publish(1, {"wanted", "you", "2"});
  feed.publish(1, {"wanted", "me", "3"});
  feed.publish(1, {"wanted", "me", "4"});
  EXPECT_EQ(stream->next(), "data: 3\n\ndata: 4\n\n");
}

TEST(LiveStream, TellsHowManyWereLost) {
  LiveFeed feed;
  const auto stream = live_stream(feed.subscribe(1), {});
  EXPECT_EQ(stream->next(), ": connected\n\n");
  for (int i = 0; i < 1003; ++i) feed.publish(1, numbered(i));
  const auto chunk = stream->next();
  ASSERT_TRUE(chunk);
  EXPECT_TRUE(chunk->starts_with("data: 3\n\n")) << chunk->substr(0, 100);
  EXPECT_TRUE(chunk->ends_with("event: lost\ndata: 3\n\n"));
}

TEST(LiveStream, EndsWhenCancelled) {
  LiveFeed feed;
  const auto stream = live_stream(feed.subscribe(1), {});
  EXPECT_EQ(stream->next(), ": connected\n\n");
  stream->cancel();
  EXPECT_EQ(stream->next(), std::nullopt);
}

}  // namespace
}  // namespace leapfrog::ingestion
