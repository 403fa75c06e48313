#include "query/running/canceller.h"

#include "storage/events/statements_underway.h"

namespace leapfrog::query {
namespace {

constexpr milliseconds again_after{50};

}  // namespace

Canceller::Canceller(events::Engine& engine) : engine_(engine), thread_([this] { work(); }) {}

Canceller::~Canceller() { stop(); }

void Canceller::end(std::shared_ptr<Flight> flight) {
  {
    const std::lock_guard lock(mutex_);
    flights_.push_back(std::move(flight));
  }
  wake_.notify_one();
}

void Canceller::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Canceller::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !flights_.empty(); });
    if (stopping_ && flights_.empty()) return;
    auto flights = flights_;
    lock.unlock();
    for (const auto& flight : flights) {
      // An engine that does not answer works on nothing either.
      if (!flight->over) [[maybe_unused]]
        const auto told = events::end_statements(engine_, flight->mark);
    }
    lock.lock();
    std::erase_if(flights_, [](const auto& flight) { return flight->over.load(); });
    wake_.wait_for(lock, flights_.empty() ? milliseconds(0) : again_after);
  }
}

}  // namespace leapfrog::query
