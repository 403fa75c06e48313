#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "demo/demo.h"
#include "http/compression.h"

namespace leapfrog::demo {
namespace {

constexpr std::size_t batch_size = 400;
constexpr std::size_t max_waiting = 4;  // batches ready to be sent
constexpr int max_tries = 30;

struct Parcel {
  std::string body;  // gzipped
  std::size_t events = 0;
};

// Hands parcels from the thread that makes them to the one that sends them, in order.
class Conveyor {
 public:
  // False when the receiver has given up.
  bool put(Parcel parcel) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stopped_ || waiting_.size() < max_waiting; });
    if (stopped_) return false;
    waiting_.push_back(std::move(parcel));
    changed_.notify_all();
    return true;
  }
  std::optional<Parcel> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return finished_ || !waiting_.empty(); });
    if (waiting_.empty()) return std::nullopt;
    Parcel parcel = std::move(waiting_.front());
    waiting_.pop_front();
    changed_.notify_all();
    return parcel;
  }
  void finish() { set(finished_); }  // no more will be put
  void stop() { set(stopped_); }     // no more will be taken

 private:
  void set(bool& flag) {
    const std::lock_guard lock(mutex_);
    flag = true;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Parcel> waiting_;
  bool finished_ = false;
  bool stopped_ = false;
};

bool worth_trying_again(int status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

milliseconds pause_before(int attempt, std::string_view retry_after) {
  int asked_s = 0;
  for (const char c : retry_after.substr(0, 4)) {
    if (c < '0' || c > '9') break;
    asked_s = asked_s * 10 + (c - '0');
  }
  if (asked_s > 0) return milliseconds(1000 * std::min(asked_s, 60));
  return milliseconds(std::min(200 << std::min(attempt, 6), 10'000));
}

// One batch, tried again while the server cannot take it.
Result<> send(http::Client& server, const Parcel& parcel) {
  http::ClientRequest request;
  request.method = http::Method::post;
  request.target = "/batch/";
  request.headers.add("Content-Type", "application/json");
  request.headers.add("Content-Encoding", "gzip");
  request.body = parcel.body;
  for (int attempt = 0;; ++attempt) {
    auto answer = server.send(request);
    if (answer && answer->status == 200) return {};
    const bool again =
        answer ? worth_trying_again(answer->status)
               : answer.error().kind == ErrorKind::unavailable || answer.error().kind == ErrorKind::timeout;
    if (!again || attempt + 1 == max_tries) {
      if (!answer) return Failure(std::move(answer).error());
      return failure(answer->status == 401 ? ErrorKind::unauthenticated : ErrorKind::invalid, "refused",
                     fmt::format("The server refused the demo events with status {}: {}", answer->status,
                                 answer->body.substr(0, 300)));
    }
    std::this_thread::sleep_for(pause_before(attempt, answer ? answer->headers.get("Retry-After") : ""));
  }
}

}  // namespace

Result<Totals> load(http::Client& server, const Options& options, std::string_view token,
                    const std::function<void(std::size_t sent, std::size_t total)>& progress) {
  Conveyor conveyor;
  std::size_t total = 0;
  Result<Totals> made;
  // Made and packed on one thread, sent on this one: order matters, people are anonymous before they are
  // known.
  std::thread maker([&] {
    made = generate(
        options, token, batch_size, [&](const Totals& totals) { total = totals.events; },
        [&](Batch batch) {
          return conveyor.put({http::compress(batch.body, http::Coding::gzip), batch.events});
        });
    conveyor.finish();
  });
  std::size_t sent = 0;
  Result<> outcome;
  while (auto parcel = conveyor.take()) {
    outcome = send(server, *parcel);
    if (!outcome) break;
    sent += parcel->events;
    progress(sent, total);
  }
  conveyor.stop();
  maker.join();
  if (!outcome) return Failure(std::move(outcome).error());
  return made;
}

}  // namespace leapfrog::demo
