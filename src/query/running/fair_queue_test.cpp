#include "query/running/fair_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace leapfrog::query {
namespace {

TEST(FairQueue, GivesEachProjectItsTurn) {
  FairQueue queue({.running = 1, .waiting = 10});
  std::vector<int> order;
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(queue.push(1, [&] { order.push_back(1); }));
  ASSERT_TRUE(queue.push(2, [&] { order.push_back(2); }));
  ASSERT_TRUE(queue.push(3, [&] { order.push_back(3); }));
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(queue.run_next());
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3, 1, 1, 1}));
}

TEST(FairQueue, RefusesWhatOneProjectAsksTooMuch) {
  FairQueue queue({.running = 1, .waiting = 2});
  EXPECT_TRUE(queue.push(1, [] {}));
  EXPECT_TRUE(queue.push(1, [] {}));
  EXPECT_FALSE(queue.push(1, [] {}));
  EXPECT_TRUE(queue.push(2, [] {}));
  EXPECT_EQ(queue.waiting(), 3U);
}

TEST(FairQueue, KeepsThreadsFreeForOtherProjects) {
  FairQueue queue({.running = 1, .waiting = 10});
  std::atomic<bool> other_done = false;
  std::atomic<int> done = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&] {
      while (queue.run_next()) {
      }
    });
  // The first of project 1 ends only when project 2 was served: were both threads taken, it never would.
  ASSERT_TRUE(queue.push(1, [&] {
    other_done.wait(false);
    ++done;
  }));
  ASSERT_TRUE(queue.push(1, [&] { ++done; }));
  ASSERT_TRUE(queue.push(2, [&] {
    other_done = true;
    other_done.notify_all();
    ++done;
  }));
  while (done < 3) std::this_thread::yield();
  queue.close();
}

TEST(FairQueue, NeverRunsMoreOfAProjectThanItMay) {
  FairQueue queue({.running = 2, .waiting = 1000});
  std::atomic<int> running = 0, most = 0, done = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 6; ++i)
    threads.emplace_back([&] {
      while (queue.run_next()) {
      }
    });
  for (int i = 0; i < 300; ++i)
    ASSERT_TRUE(queue.push(1, [&] {
      const int now = ++running;
      for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
      }
      std::this_thread::yield();
      --running;
      ++done;
    }));
  while (done < 300) std::this_thread::yield();
  queue.close();
  EXPECT_LE(most, 2);
}

TEST(FairQueue, ClosedDropsWhatWaits) {
  FairQueue queue({});
  bool ran = false;
  ASSERT_TRUE(queue.push(1, [&] { ran = true; }));
  queue.close();
  EXPECT_FALSE(queue.run_next());
  EXPECT_FALSE(queue.push(1, [] {}));
  EXPECT_FALSE(ran);
}

}  // namespace
}  // namespace leapfrog::query
