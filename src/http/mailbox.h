// How other threads reach the coroutines of an I/O thread: what they bring waits in a mailbox, and all that
// comes until the thread looks costs one wake-up. No Boost in here.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace leapfrog::http {

class Mailbox {
 public:
  using Job = std::move_only_function<void()>;
  // `wake` makes the owner's thread call deliver() soon; from any thread.
  explicit Mailbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  // The calling thread is the owner's from now on. Before anybody puts something in.
  void belongs_here() { owner_ = std::this_thread::get_id(); }
  bool is_mine() const { return owner_ == std::this_thread::get_id(); }

  // From any thread. Jobs run in the order they came.
  void put(Job job) {
    {
      const std::scoped_lock lock(mutex_);
      waiting_.push_back(std::move(job));
      if (waiting_.size() > 1) return;
    }
    wake_();
  }

  // On the owner's thread.
  void deliver() {
    {
      const std::scoped_lock lock(mutex_);
      delivered_.swap(waiting_);
    }
    for (auto& job : delivered_) job();
    delivered_.clear();
  }

 private:
  const std::function<void()> wake_;
  std::thread::id owner_;
  std::mutex mutex_;
  std::vector<Job> waiting_;
  std::vector<Job> delivered_;  // the owner's; kept for its memory
};

// A value that another thread gives to a coroutine of the mailbox's owner, once.
template <class T>
struct Slot {
  explicit Slot(Mailbox& owner) : mail(owner) {}
  Mailbox& mail;
  std::optional<T> value;
  Mailbox::Job waiting;  // goes on with the coroutine
  // On the owner's thread. What is given after the first value is ignored.
  void fill(T given) {
    if (value) return;
    value.emplace(std::move(given));
    if (!waiting) return;
    auto go_on = std::exchange(waiting, nullptr);
    go_on();
  }
};

template <class T>
void fill_from_any_thread(const std::shared_ptr<Slot<T>>& slot, T value) {
  // Nobody waits yet where the answer comes from within the handler.
  if (slot->mail.is_mine() && !slot->waiting) return slot->fill(std::move(value));
  slot->mail.put([slot, value = std::move(value)]() mutable { slot->fill(std::move(value)); });
}

}  // namespace leapfrog::http
