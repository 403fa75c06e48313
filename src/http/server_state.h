// What all connections of a server share: settings, metrics, counts and budgets. No Boost in here.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <unordered_map>

#include <fmt/format.h>

#include "http/proxies.h"
#include "http/server.h"
#include "http/worker_pool.h"

namespace leapfrog::http {

constexpr std::size_t max_streams = 64;

struct ServerMetrics {
  explicit ServerMetrics(Metrics& registry)
      : connections(registry.gauge("leapfrog_http_connections", "Open connections.")),
        refused(registry.counter("leapfrog_http_refused_connections_total",
                                 "Connections over a limit, closed at once.")),
        seconds(
            registry.histogram("leapfrog_http_request_seconds", "From a complete request to its answer.")),
        body_bytes(registry.gauge("leapfrog_http_inflight_body_bytes", "Request bodies in memory.")),
        streams(registry.gauge("leapfrog_http_open_streams", "Answers that go on, such as live events.")) {
    for (int group = 1; group <= 5; ++group) {
      by_status[group] = &registry.counter("leapfrog_http_requests_total", "Answers by status class.",
                                           fmt::format("status=\"{}xx\"", group));
    }
  }
  Gauge& connections;
  Counter& refused;
  Histogram& seconds;
  Gauge& body_bytes;
  Gauge& streams;
  Counter* by_status[6] = {};
};

// How many connections each address has.
class AddressCounts {
 public:
  explicit AddressCounts(std::size_t limit) : limit_(limit) {}
  bool enter(const std::string& address) {
    const std::scoped_lock lock(mutex_);
    auto& count = counts_[address];
    if (count >= limit_) return false;
    ++count;
    return true;
  }
  void leave(const std::string& address) {
    const std::scoped_lock lock(mutex_);
    const auto found = counts_.find(address);
    if (found != counts_.end() && --found->second == 0) counts_.erase(found);
  }

 private:
  const std::size_t limit_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> counts_;
};

// What all connections share.
struct Shared {
  Shared(const ServerSettings& server_settings, const Router& route_table, Metrics& registry,
         TrustedProxies trusted)
      : settings(server_settings),
        router(route_table),
        metrics(registry),
        proxies(std::move(trusted)),
        addresses(server_settings.max_connections_per_address),
        workers(static_cast<std::size_t>(server_settings.worker_threads), server_settings.worker_queue),
        streams(max_streams, max_streams) {}
  const ServerSettings settings;
  const Router& router;
  ServerMetrics metrics;
  TrustedProxies proxies;
  AddressCounts addresses;
  WorkerPool workers;
  WorkerPool streams;
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> body_bytes{0};
  std::atomic<std::size_t> open_streams{0};
  std::atomic<bool> draining{false};
};

// Bytes of request bodies in memory, given back when the request is done.
class BodyBudget {
 public:
  explicit BodyBudget(Shared& shared) : shared_(shared) {}
  BodyBudget(const BodyBudget&) = delete;
  BodyBudget& operator=(const BodyBudget&) = delete;
  ~BodyBudget() { release(); }
  bool grow_to(std::size_t bytes) {
    if (bytes <= held_) return true;
    const auto more = bytes - held_;
    if (shared_.body_bytes.fetch_add(more) + more > shared_.settings.max_inflight_body_bytes) {
      shared_.body_bytes.fetch_sub(more);
      return false;
    }
    shared_.metrics.body_bytes.add(static_cast<double>(more));
    held_ = bytes;
    return true;
  }
  void release() {
    shared_.body_bytes.fetch_sub(held_);
    shared_.metrics.body_bytes.add(-static_cast<double>(held_));
    held_ = 0;
  }

 private:
  Shared& shared_;
  std::size_t held_ = 0;
};

// One of the places for answers that go on, given back with it.
class StreamPlace {
 public:
  explicit StreamPlace(Shared& shared)
      : shared_(shared), taken_(shared.open_streams.fetch_add(1) < max_streams) {
    if (taken_) shared_.metrics.streams.add(1);
  }
  StreamPlace(const StreamPlace&) = delete;
  StreamPlace& operator=(const StreamPlace&) = delete;
  ~StreamPlace() {
    shared_.open_streams.fetch_sub(1);
    if (taken_) shared_.metrics.streams.add(-1);
  }
  bool taken() const { return taken_; }

 private:
  Shared& shared_;
  const bool taken_;
};

}  // namespace leapfrog::http
