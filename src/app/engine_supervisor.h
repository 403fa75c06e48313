// Keeps leapfrog-engine running: starts it, waits until it answers, starts it again when it dies or hangs,
// stops it last.
#pragma once

#include <memory>
#include <string>

#include "base/metrics.h"
#include "base/result.h"
#include "storage/events/engine.h"

namespace leapfrog::app {

struct EngineSettings {
  std::string program;  // path of leapfrog-engine
  std::string data_directory;
  std::string socket;  // Unix socket it listens on
  std::int64_t memory_bytes = 0;
  std::int64_t threads = 2;
};

class EngineSupervisor {
 public:
  // `engine` is the client used to see whether it answers and to bring its tables up to date.
  static std::unique_ptr<EngineSupervisor> start(EngineSettings settings, events::Engine& engine,
                                                 Metrics& metrics);
  virtual ~EngineSupervisor() = default;
  // "" when the engine answers and its tables are there, else why not.
  virtual std::string not_ready() const = 0;
  // Asks it to end, waits a while, then insists.
  virtual void stop() = 0;
};

// The same watch over a ClickHouse server that somebody else runs.
std::unique_ptr<EngineSupervisor> watch_remote_engine(events::Engine& engine, Metrics& metrics);

}  // namespace leapfrog::app
