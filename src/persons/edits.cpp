// The queue of edits: the table, and who waits for it.
#include <atomic>
#include <condition_variable>
#include <mutex>

#include "persons/edit_store.h"
#include "persons/persons.h"

namespace leapfrog::persons {
namespace {

class EditQueue final : public Edits {
 public:
  EditQueue(meta::Database& database, const Clock& clock, bool waiting)
      : database_(database), clock_(clock), waiting_(waiting) {}

  void on_submitted(std::function<void()> wake) override {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
  }

  bool waiting() const override { return waiting_.load(std::memory_order_acquire); }

  void applied() override {
    {
      // Under the lock, so that an edit that comes in right now is either seen here or says so afterwards.
      const std::lock_guard lock(mutex_);
      const auto any = store::read(database_, any_waiting_edit);
      waiting_.store(!any || *any, std::memory_order_release);
      ++rounds_;
    }
    changed_.notify_all();
  }

  Result<std::vector<json::object>> apply_all(std::span<const Edit> edits, milliseconds patience) override {
    std::vector<std::int64_t> written;
    TRY(database_.write([&](meta::Connection& connection) -> Result<> {
      for (const auto& edit : edits) written.push_back(TRY(write_edit(connection, edit, clock_.now())));
      return {};
    }));
    std::function<void()> wake;
    {
      const std::lock_guard lock(mutex_);
      waiting_.store(true, std::memory_order_release);
      wake = wake_;
    }
    if (wake) wake();
    const auto until = std::chrono::steady_clock::now() + patience;
    std::vector<json::object> outcomes;
    for (const auto id : written) {
      const auto outcome = TRY(wait_for(id, until));
      if (outcome.empty())
        return failure(
            ErrorKind::timeout, "pending",
            "The change is accepted and will be applied as soon as the events before it are stored.");
      auto value = TRY(parse_json(outcome));
      if (!value.is_object()) return internal_error("A stored outcome is damaged.");
      outcomes.push_back(std::move(value.get_object()));
    }
    return outcomes;
  }

 private:
  // "" when the time is up.
  Result<std::string> wait_for(std::int64_t id, std::chrono::steady_clock::time_point until) {
    std::unique_lock lock(mutex_);
    for (;;) {
      const auto seen = rounds_;
      lock.unlock();
      const auto outcome = TRY(
          store::read(database_, [&](meta::Connection& connection) { return read_outcome(connection, id); }));
      lock.lock();
      if (!outcome.empty()) return outcome;
      if (!changed_.wait_until(lock, until, [&] { return rounds_ != seen; })) return outcome;
    }
  }

  meta::Database& database_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t rounds_ = 0;  // calls of applied()
  std::function<void()> wake_;
  std::atomic<bool> waiting_;
};

}  // namespace

Result<json::object> Edits::apply(const Edit& edit, milliseconds patience) {
  auto outcomes = TRY(apply_all(std::span(&edit, 1), patience));
  return std::move(outcomes.front());
}

Result<std::unique_ptr<Edits>> Edits::open(meta::Database& database, const Clock& clock) {
  const bool waiting = TRY(store::read(database, any_waiting_edit));
  return std::make_unique<EditQueue>(database, clock, waiting);
}

}  // namespace leapfrog::persons
