#include "ingestion/pacing.h"

#include <algorithm>
#include <vector>

namespace leapfrog::ingestion {
namespace {

constexpr milliseconds unnoticed{1000};  // a batch on its way through the pipeline
constexpr milliseconds longest{1000};

}  // namespace

milliseconds pause_at(milliseconds wait) {
  return std::clamp((wait - unnoticed) * 4 / 5, milliseconds(0), longest);
}

Pacing::Pacing(std::function<State()> state, Metrics& metrics)
    : state_(std::move(state)),
      paced_(metrics.counter("leapfrog_capture_paced_total",
                             "Batches acknowledged a little later because the engine was behind.")),
      thread_([this] { run(); }) {}

Pacing::~Pacing() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Pacing::acknowledge(log::Lsn end, std::size_t events, std::function<void()> done) {
  const auto now = std::chrono::steady_clock::now();
  const auto state = state_();
  {
    const std::scoped_lock lock(mutex_);
    backlog_.note(state.committed, end, now);
    const auto pause = pause_at(backlog_.wait(now));
    if (events > 1 && state.moves && pause > milliseconds(0) && !stopping_) {
      waiting_.emplace(now + pause, std::move(done));
      paced_.add();
      changed_.notify_all();
      return;
    }
  }
  done();
}

void Pacing::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    std::vector<std::function<void()>> due;
    const auto now = std::chrono::steady_clock::now();
    while (!waiting_.empty() && (stopping_ || waiting_.begin()->first <= now)) {
      due.push_back(std::move(waiting_.begin()->second));
      waiting_.erase(waiting_.begin());
    }
    if (!due.empty()) {
      lock.unlock();
      for (const auto& done : due) done();
      lock.lock();
      continue;
    }
    if (stopping_) return;
    if (waiting_.empty()) {
      changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    } else {
      changed_.wait_until(lock, waiting_.begin()->first);
    }
  }
}

}  // namespace leapfrog::ingestion
