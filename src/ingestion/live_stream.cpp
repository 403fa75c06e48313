#include "ingestion/live_stream.h"

#include <fmt/format.h>

namespace leapfrog::ingestion {
namespace {

constexpr milliseconds heartbeat{15'000};
constexpr std::size_t chunk_events = 100;

class LiveStream final : public http::BodyStream {
 public:
  LiveStream(std::shared_ptr<LiveFeed::Subscription> subscription, LiveFilter filter)
      : subscription_(std::move(subscription)), filter_(std::move(filter)) {}

  std::optional<std::string> next() override {
    if (!greeted_) {
      greeted_ = true;
      return ": connected\n\n";
    }
    const auto deadline = std::chrono::steady_clock::now() + heartbeat;
    std::string chunk;
    while (chunk.empty()) {
      const auto left = std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
      if (left.count() <= 0) return ": still here\n\n";
      add_events(chunk, left);
      if (subscription_->closed()) return std::nullopt;
    }
    if (const auto lost = subscription_->take_lost(); lost > 0)
      chunk += fmt::format("event: lost\ndata: {}\n\n", lost);
    return chunk;
  }

  void cancel() override { subscription_->close(); }

 private:
  // Waits for one event, then takes what else is there.
  void add_events(std::string& chunk, milliseconds at_most) {
    for (std::size_t i = 0; i < chunk_events; ++i) {
      const auto event = subscription_->next(i == 0 ? at_most : milliseconds(0));
      if (!event) return;
      if (!filter_.event.empty() && event->event != filter_.event) continue;
      if (!filter_.distinct_id.empty() && event->distinct_id != filter_.distinct_id) continue;
      chunk += "data: " + event->json + "\n\n";
    }
  }

  std::shared_ptr<LiveFeed::Subscription> subscription_;
  const LiveFilter filter_;
  bool greeted_ = false;
};

}  // namespace

std::unique_ptr<http::BodyStream> live_stream(std::shared_ptr<LiveFeed::Subscription> subscription,
                                              LiveFilter filter) {
  return std::make_unique<LiveStream>(std::move(subscription), std::move(filter));
}

}  // namespace leapfrog::ingestion
