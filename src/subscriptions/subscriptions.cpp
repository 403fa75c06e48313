#include "subscriptions/subscriptions.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "subscriptions/routes.h"
#include "subscriptions/unsubscribing.h"

namespace leapfrog::subscriptions {
namespace {

constexpr microseconds look_at_most_every = seconds(1);
constexpr microseconds look_at_least_every = std::chrono::hours(1);  // clocks may be set
constexpr microseconds pause_after_trouble = seconds(30);

class SubscriptionsThread final : public Subscriptions {
 public:
  explicit SubscriptionsThread(Parts parts) : parts_(std::move(parts)), sender_(parts_) {}
  ~SubscriptionsThread() override { stop(); }

  void start() override {
    thread_ = std::thread([this] { run(); });
  }
  void stop() override {
    {
      const std::scoped_lock lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
  }
  void add_routes(http::Router& router) override {
    add_subscription_routes(router, parts_, sender_, [this] { wake(); });
    add_unsubscribe_routes(router, parts_);
  }

 private:
  // A subscription was made or changed.
  void wake() {
    {
      const std::scoped_lock lock(mutex_);
      woken_ = true;
    }
    wake_.notify_all();
  }

  void run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      woken_ = false;
      lock.unlock();
      const auto next = sender_.round();
      microseconds wait = pause_after_trouble;
      if (!next) log_error("Subscriptions cannot be delivered.", {{"error", next.error().detail}});
      if (next)
        wait = *next ? std::clamp<microseconds>(**next - parts_.clock.now(), look_at_most_every,
                                                look_at_least_every)
                     : look_at_least_every;
      lock.lock();
      wake_.wait_for(lock, wait, [this] { return woken_ || stopping_; });
    }
  }

  const Parts parts_;
  Sender sender_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool woken_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Subscriptions> Subscriptions::over(Parts parts) {
  return std::make_unique<SubscriptionsThread>(std::move(parts));
}

}  // namespace leapfrog::subscriptions
