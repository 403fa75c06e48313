// Runs one HTTP request on the engine: session, settings, INSERT or query, answer.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>

#include "engine_host/engine.h"
#include "engine_host/exchange.h"
#include "engine_host/hangup_watcher.h"

namespace leapfrog::engine_host {

// How many statements may run at once.
class Slots {
 public:
  explicit Slots(std::size_t count) : free_(count) {}
  bool acquire(std::chrono::milliseconds patience);
  void release();

 private:
  std::mutex mutex_;
  std::condition_variable freed_;
  std::size_t free_;
};

struct HostOptions {
  std::size_t pool = 8;           // statements that may write, at once
  std::size_t readonly_pool = 8;  // read-only statements, at once
  std::size_t connections = 512;  // clients
  std::string key;                // the secret that every request must carry, "" for none
};

// What all requests share.
struct Host {
  Host(const EngineOptions& engine_options, HostOptions host_options);
  Engine engine;
  const HostOptions options;
  Slots writers, readers;
  HangupWatcher watcher;
  std::atomic<int> running_inserts{0};  // whose data is complete but not yet acknowledged, or still coming
};

// Reads the body, runs the statement and answers. False when the connection cannot be used again.
bool run_query(Host& host, Exchange& exchange, const RequestHead& head);

}  // namespace leapfrog::engine_host
