#include "alerts/alerts.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "alerts/alert_routes.h"
#include "alerts/checker.h"
#include "base/log.h"

namespace leapfrog::alerts {
namespace {

constexpr auto tick = milliseconds(500);

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
  void add_routes(http::Router& router) override { add_alert_routes(router, parts_, checker_); }

 private:
  void run() {
    bool well = true;
    for (std::unique_lock lock(mutex_); !stopping_;
         wake_.wait_for(lock, tick, [this] { return stopping_; })) {
      lock.unlock();
      const auto done = checker_.round();
      // Once, not every half second.
      if (!done && well) log_warning("Alerts cannot be checked.", {{"error", done.error().detail}});
      well = done.has_value();
      lock.lock();
    }
  }

  const Parts parts_;
  Checker checker_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Alerts> Alerts::over(Parts parts) { return std::make_unique<AlertsThread>(std::move(parts)); }

}  // namespace leapfrog::alerts
