// Delivers the messages of one channel, in a thread of its own that sleeps until the next one is due or a new
// one was put in.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "outbox/store.h"

namespace leapfrog::outbox {

class Courier {
 public:
  using Deliver = std::function<Result<mail::Sent>(const Message&)>;
  Courier(const Parts& parts, Channel channel, Deliver deliver);
  ~Courier() { stop(); }
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  void start();
  void stop();
  // Something was put in, by a transaction that may still be open.
  void wake();
  // Delivers what is due; gives when the next message is.
  Result<std::optional<Instant>> round();

 private:
  void run();
  bool stopping();
  Result<> deliver(const Message& message);

  const Parts& parts_;
  const Channel channel_;
  const Deliver deliver_;
  Counter& delivered_;
  Counter& given_up_;
  Counter& failed_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace leapfrog::outbox
