#include "query/running/fair_queue.h"

#include <algorithm>

namespace leapfrog::query {

bool FairQueue::push(accounts::ProjectId project, Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    auto& lane = lanes_[project];
    if (lane.jobs.size() >= limits_.waiting) return false;
    lane.jobs.push_back(std::move(job));
    if (lane.jobs.size() == 1) turn_.push_back(project);
  }
  changed_.notify_one();
  return true;
}

std::list<accounts::ProjectId>::iterator FairQueue::next() {
  return std::find_if(turn_.begin(), turn_.end(),
                      [this](auto project) { return lanes_.at(project).running < limits_.running; });
}

bool FairQueue::run_next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || next() != turn_.end(); });
  if (closed_) return false;
  const auto at = next();
  const auto project = *at;
  turn_.erase(at);
  auto& lane = lanes_.at(project);
  const auto job = std::move(lane.jobs.front());
  lane.jobs.pop_front();
  if (!lane.jobs.empty()) turn_.push_back(project);
  ++lane.running;
  lock.unlock();
  job();
  lock.lock();
  --lane.running;
  if (lane.running == 0 && lane.jobs.empty()) lanes_.erase(project);
  lock.unlock();
  changed_.notify_all();  // the project has room again
  return true;
}

void FairQueue::close() {
  std::map<accounts::ProjectId, std::deque<Job>> dropped;  // destroyed outside of the lock
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    for (auto& [project, lane] : lanes_) dropped[project].swap(lane.jobs);
    turn_.clear();
  }
  changed_.notify_all();
}

bool FairQueue::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

std::size_t FairQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (const auto& [project, lane] : lanes_) count += lane.jobs.size();
  return count;
}

}  // namespace leapfrog::query
