// Work of several projects for a few threads. Each project gets its turn, one after another, and only so many
// threads at once, so that one that asks much keeps nobody else waiting.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>

#include "accounts/projects.h"

namespace leapfrog::query {

class FairQueue {
 public:
  struct Limits {
    std::size_t running = 3;   // of one project at once
    std::size_t waiting = 50;  // of one project, beyond those
  };
  using Job = std::function<void()>;

  explicit FairQueue(Limits limits) : limits_(limits) {}

  // False when too many of the project wait already, or the queue is closed.
  bool push(accounts::ProjectId project, Job job);
  // Waits for the next job that may run and runs it. False when the queue is closed.
  bool run_next();
  // Jobs that wait are dropped.
  void close();
  bool closed() const;
  std::size_t waiting() const;

 private:
  struct Lane {
    std::deque<Job> jobs;
    std::size_t running = 0;
  };
  // The first project in turn that may run, moved to the end of the line; turn_.end() when there is none.
  std::list<accounts::ProjectId>::iterator next();

  const Limits limits_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<accounts::ProjectId, Lane> lanes_;
  std::list<accounts::ProjectId> turn_;  // the projects whose jobs wait
  bool closed_ = false;
};

}  // namespace leapfrog::query
