// Events as they pass the pipeline, for people who watch. Costs nothing while nobody does; a slow watcher
// loses the oldest and is told how many.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "accounts/projects.h"
#include "base/time.h"

namespace leapfrog::ingestion {

struct LiveEvent {
  std::string event;
  std::string distinct_id;
  std::string json;  // what watchers are sent
};

class LiveFeed {
 public:
  class Subscription {
   public:
    // The next event, or nothing after `at_most` or when closed.
    std::optional<LiveEvent> next(milliseconds at_most);
    std::uint64_t take_lost();
    void close();
    bool closed() const;

   private:
    friend class LiveFeed;
    static constexpr std::size_t max_queued = 1000;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<LiveEvent> queue_;
    accounts::ProjectId project_ = 0;
    std::uint64_t lost_ = 0;
    bool closed_ = false;
  };

  std::shared_ptr<Subscription> subscribe(accounts::ProjectId project);
  bool has_watchers(accounts::ProjectId project);
  // Does nothing for those who closed.
  void publish(accounts::ProjectId project, const LiveEvent& event);
  void close_all();

 private:
  void forget_who_left();  // with the lock held

  std::mutex mutex_;
  std::vector<std::weak_ptr<Subscription>> subscriptions_;
  std::atomic<std::size_t> watchers_{0};
};

}  // namespace leapfrog::ingestion
