#include "alerts/alerts.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "alerts/alert_routes.h"
#include "alerts/checker.h"
#include "base/log.h"
#include "storage/meta/rows.h"

namespace leapfrog::alerts {
namespace {

constexpr milliseconds look_at_data_every{500};  // a number in memory, while an alert follows the data
constexpr microseconds look_at_most_every = milliseconds(500);
constexpr microseconds look_at_least_every = seconds(60);

class AlertsThread final : public Alerts {
 public:
  explicit AlertsThread(Parts parts) : parts_(std::move(parts)), checker_(parts_) {}
  ~AlertsThread() override { stop(); }

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
    add_alert_routes(router, parts_, checker_, [this] { wake(); });
  }

 private:
  // An alert was changed.
  void wake() {
    {
      const std::scoped_lock lock(mutex_);
      woken_ = true;
    }
    wake_.notify_all();
  }

  void run() {
    bool well = true;
    for (std::unique_lock lock(mutex_); !stopping_; sleep(lock)) {
      woken_ = false;
      lock.unlock();
      seen_ = parts_.watermark();
      const auto done = round();
      // Once, not at every try.
      if (!done && well) log_warning("Alerts cannot be checked.", {{"error", done.error().detail}});
      well = done.has_value();
      lock.lock();
    }
  }

  Result<> round() {
    due_ = {};
    TRY(checker_.round());
    due_ = TRY(meta::in_read(parts_.database, next_due));
    return {};
  }

  // Until an alert was changed, its time has come, or there is data for one that follows it.
  void sleep(std::unique_lock<std::mutex>& lock) {
    const auto start = parts_.clock.now();
    const auto until = std::clamp(due_.timed.value_or(Instant::max()), start + look_at_most_every,
                                  start + look_at_least_every);
    while (!woken_ && !stopping_) {
      const auto now = parts_.clock.now();
      if (now >= until || now < start) return;
      auto wait = until - now;
      if (due_.with_the_data) {
        if (now >= *due_.with_the_data && parts_.watermark() != seen_) return;
        wait = std::min<microseconds>(wait, look_at_data_every);
      }
      wake_.wait_for(lock, wait, [this] { return woken_ || stopping_; });
    }
  }

  const Parts parts_;
  Checker checker_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool woken_ = false;
  std::thread thread_;
  // Of the thread alone.
  Due due_;
  std::uint64_t seen_ = 0;
};

}  // namespace

std::unique_ptr<Alerts> Alerts::over(Parts parts) { return std::make_unique<AlertsThread>(std::move(parts)); }

}  // namespace leapfrog::alerts
