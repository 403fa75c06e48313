// When a batch is acknowledged. At once, as long as the engine keeps up. When more than a moment's events
// wait, a little later: whoever sends batches waits for the answer before it sends the next, so events arrive
// no faster than they can be queried, and what is acknowledged is found soon. Single events are never held
// up: people send them, who do not wait for each other. Thread-safe.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "base/metrics.h"
#include "ingestion/backlog.h"

namespace leapfrog::ingestion {

// How long an acknowledgement waits when it takes so long until what is durable can be queried: at most a
// second.
milliseconds pause_at(milliseconds wait);

class Pacing {
 public:
  struct State {
    log::Lsn committed = 0;  // everything before it can be queried
    bool moves = true;       // false: nothing gets better by waiting
  };
  Pacing(std::function<State()> state, Metrics& metrics);
  // Acknowledges what still waits.
  ~Pacing();

  // `events` events that end there in the log are durable. Calls `done` here and now or, later, from a thread
  // of its own.
  void acknowledge(log::Lsn end, std::size_t events, std::function<void()> done);

 private:
  void run();

  const std::function<State()> state_;
  Counter& paced_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Backlog backlog_;
  std::multimap<Backlog::Time, std::function<void()>> waiting_;  // by when
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace leapfrog::ingestion
