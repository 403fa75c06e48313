// One thread for bodies too large to be decoded between two network events. Because it takes them one at a
// time, the memory that decoding needs is bounded by a single body.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace leapfrog::capture {

class LargeBodies {
 public:
  explicit LargeBodies(std::size_t max_waiting);
  // Waits for the work at hand; work not begun is dropped.
  ~LargeBodies();
  LargeBodies(const LargeBodies&) = delete;
  LargeBodies& operator=(const LargeBodies&) = delete;

  // False when too much is waiting already.
  bool submit(std::function<void()> work);

 private:
  void run();

  const std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace leapfrog::capture
