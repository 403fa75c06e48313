#include "http/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace leapfrog::http {
namespace {

TEST(WorkerPool, RunsEveryAcceptedJobOnce) {
  constexpr int submitters = 4, jobs = 1000;
  std::atomic<int> accepted = 0, ran = 0;
  WorkerPool pool(3, 100);
  std::vector<std::thread> threads;
  for (int i = 0; i < submitters; ++i) {
    threads.emplace_back([&] {
      for (int job = 0; job < jobs; ++job)
        if (pool.submit([&] { ++ran; })) ++accepted;
    });
  }
  for (auto& thread : threads) thread.join();
  pool.stop();
  EXPECT_GT(accepted, 0);
  EXPECT_EQ(ran, accepted);
}

TEST(WorkerPool, RefusesWhatItsQueueDoesNotHold) {
  std::latch entered(1), leave(1);
  std::atomic<int> ran = 0;
  WorkerPool pool(1, 2);
  ASSERT_TRUE(pool.submit([&] {
    entered.count_down();
    leave.wait();
    ++ran;
  }));
  entered.wait();
  EXPECT_TRUE(pool.submit([&] { ++ran; }));
  EXPECT_TRUE(pool.submit([&] { ++ran; }));
  EXPECT_FALSE(pool.submit([&] { ++ran; }));
  leave.count_down();
  pool.stop();
  EXPECT_EQ(ran, 3);
  EXPECT_FALSE(pool.submit([&] { ++ran; })) << "a stopped pool takes nothing";
}

TEST(WorkerPool, UsesAsManyThreadsAsItMay) {
  constexpr int threads = 4;
  std::latch together(threads);
  WorkerPool pool(threads, 100);
  // Each waits for all the others, so fewer threads would never be done.
  for (int i = 0; i < threads; ++i) ASSERT_TRUE(pool.submit([&] { together.arrive_and_wait(); }));
  pool.stop();
}

}  // namespace
}  // namespace leapfrog::http
