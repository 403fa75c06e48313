// Tells the engine to stop working on what nobody wants any more, again and again until it has: a statement
// may just be on its way to the engine when it is first told.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "query/running/run_registry.h"

namespace leapfrog::query {

class Canceller {
 public:
  explicit Canceller(events::Engine& engine);
  ~Canceller();
  Canceller(const Canceller&) = delete;
  Canceller& operator=(const Canceller&) = delete;

  // Returns at once; goes on until the flight is over.
  void end(std::shared_ptr<Flight> flight);
  void stop();

 private:
  void work();

  events::Engine& engine_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::shared_ptr<Flight>> flights_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace leapfrog::query
