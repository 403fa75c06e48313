#include "outbox/courier.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "outbox/retries.h"
#include "storage/meta/rows.h"

namespace leapfrog::outbox {
namespace {

constexpr std::int64_t at_once = 20;
constexpr auto kept = std::chrono::days(30);
constexpr microseconds look_at_least_every = std::chrono::hours(1);  // clocks may be set
constexpr microseconds pause_after_trouble = seconds(30);

Counter& counter(const Parts& parts, Channel channel, std::string_view outcome) {
  return parts.metrics.counter("leapfrog_outbox_attempts_total",
                               "Tries to deliver messages, by how they ended.",
                               fmt::format("channel=\"{}\",outcome=\"{}\"", channel_name(channel), outcome));
}

}  // namespace

Courier::Courier(const Parts& parts, Channel channel, Deliver deliver)
    : parts_(parts),
      channel_(channel),
      deliver_(std::move(deliver)),
      delivered_(counter(parts, channel, "delivered")),
      given_up_(counter(parts, channel, "given_up")),
      failed_(counter(parts, channel, "failed")) {}

void Courier::start() {
  thread_ = std::thread([this] { run(); });
}

void Courier::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Courier::wake() {
  {
    const std::scoped_lock lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

bool Courier::stopping() {
  const std::scoped_lock lock(mutex_);
  return stopping_;
}

void Courier::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    woken_ = false;
    lock.unlock();
    const auto next = round();
    microseconds wait = pause_after_trouble;
    if (!next) log_error("Messages cannot be delivered.", {{"error", next.error().detail}});
    if (next) wait = *next ? std::min(**next - parts_.clock.now(), look_at_least_every) : look_at_least_every;
    lock.lock();
    changed_.wait_for(lock, wait, [this] { return woken_ || stopping_; });
  }
}

Result<std::optional<Instant>> Courier::round() {
  while (!stopping()) {
    // As a writer: whoever put something in and woke us may not have committed yet, and is waited for so.
    const auto due = TRY(
        meta::in_write(parts_.database, [&](meta::Connection& connection) -> Result<std::vector<Message>> {
          return due_messages(connection, channel_, parts_.clock.now(), at_once);
        }));
    if (due.empty()) break;
    for (const auto& message : due) {
      if (stopping()) break;
      TRY(deliver(message));
    }
  }
  return meta::in_read(parts_.database,
                       [&](meta::Connection& connection) { return next_due(connection, channel_); });
}

Result<> Courier::deliver(const Message& message) {
  using Outcome = mail::Sent::Outcome;
  const auto sent = TRY(deliver_(message));
  const auto now = parts_.clock.now();
  Ending ending{"waiting", std::nullopt, sent.answer};
  if (sent.outcome == Outcome::delivered) {
    ending.state = "delivered";
    delivered_.add();
  } else {
    if (sent.outcome == Outcome::again)
      ending.next = next_attempt(message.created_at, message.attempts + 1, now);
    if (!ending.next) ending.state = "given_up";
    (ending.next ? failed_ : given_up_).add();
    if (!ending.next)
      log_warning("A message was not delivered.", {{"message", message.id},
                                                   {"channel", channel_name(channel_)},
                                                   {"about", message.about.kind},
                                                   {"answer", sent.answer}});
  }
  return parts_.database.write([&](meta::Connection& connection) -> Result<> {
    TRY(record_attempt(connection, message, ending, now));
    return forget_finished(connection, now - kept);
  });
}

}  // namespace leapfrog::outbox
