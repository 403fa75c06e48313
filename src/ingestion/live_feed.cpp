#include "ingestion/live_feed.h"

#include <algorithm>

namespace leapfrog::ingestion {

std::optional<LiveEvent> LiveFeed::Subscription::next(milliseconds at_most) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, at_most, [this] { return closed_ || !queue_.empty(); });
  if (queue_.empty()) return std::nullopt;
  auto event = std::move(queue_.front());
  queue_.pop_front();
  return event;
}

std::uint64_t LiveFeed::Subscription::take_lost() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(lost_, 0);
}

void LiveFeed::Subscription::close() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  wake_.notify_all();
}

bool LiveFeed::Subscription::closed() const {
  const std::scoped_lock lock(mutex_);
  return closed_;
}

std::shared_ptr<LiveFeed::Subscription> LiveFeed::subscribe(accounts::ProjectId project) {
  auto subscription = std::make_shared<Subscription>();
  subscription->project_ = project;
  const std::scoped_lock lock(mutex_);
  forget_who_left();
  subscriptions_.push_back(subscription);
  watchers_ = subscriptions_.size();
  return subscription;
}

bool LiveFeed::has_watchers(accounts::ProjectId project) {
  if (watchers_ == 0) return false;
  const std::scoped_lock lock(mutex_);
  forget_who_left();
  return std::ranges::any_of(subscriptions_, [&](const auto& weak) {
    const auto subscription = weak.lock();
    return subscription && subscription->project_ == project;
  });
}

void LiveFeed::publish(accounts::ProjectId project, const LiveEvent& event) {
  const std::scoped_lock lock(mutex_);
  for (const auto& weak : subscriptions_) {
    const auto subscription = weak.lock();
    if (!subscription || subscription->project_ != project) continue;
    const std::scoped_lock queue_lock(subscription->mutex_);
    if (subscription->closed_) continue;
    if (subscription->queue_.size() >= Subscription::max_queued) {
      subscription->queue_.pop_front();
      ++subscription->lost_;
    }
    subscription->queue_.push_back(event);
    subscription->wake_.notify_one();
  }
}

void LiveFeed::forget_who_left() {
  std::erase_if(subscriptions_, [](const auto& weak) {
    const auto subscription = weak.lock();
    return !subscription || subscription->closed();
  });
  watchers_ = subscriptions_.size();
}

void LiveFeed::close_all() {
  const std::scoped_lock lock(mutex_);
  for (const auto& weak : subscriptions_) {
    if (const auto subscription = weak.lock()) subscription->close();
  }
}

}  // namespace leapfrog::ingestion
