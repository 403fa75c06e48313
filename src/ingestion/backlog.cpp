#include "ingestion/backlog.h"

#include <algorithm>

namespace leapfrog::ingestion {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr milliseconds step{10};  // between marks, at least,
constexpr int steps = 128;  // or this part of the oldest's age: a day without an engine makes 1,600 marks
constexpr milliseconds shortest_measure{50};
constexpr std::size_t least_measure = 1 << 20;  // bytes: less goes through with its time mostly spent waiting

}  // namespace

void Backlog::note(log::Lsn committed, log::Lsn durable, Time now) {
  if (committed_ == durable_) {  // nothing waited
    measured_ = committed;
    measured_at_ = now;
  }
  committed_ = std::max(committed_, committed);
  durable_ = std::max({durable_, durable, committed_});
  learn_rate(committed_, now);
  while (!marks_.empty() && marks_.front().end <= committed_) marks_.pop_front();
  if (durable_ == committed_) return;
  if (!marks_.empty()) {
    const auto age = now - marks_.front().at;
    if (now - marks_.back().at < std::max<Time::duration>(step, age / steps)) return;
  }
  marks_.push_back({durable_, now});
}

// Batches come in steps, so it moves halfway towards each measure. A measure below it says how fast the
// pipeline is only when it had more to do all the time.
void Backlog::learn_rate(log::Lsn committed, Time now) {
  const auto bytes = committed - measured_;
  if (bytes < least_measure || now - measured_at_ < shortest_measure) return;
  const auto measure = static_cast<double>(bytes) / Seconds(now - measured_at_).count();
  const bool had_more = durable_ - committed_ >= bytes / 2;
  if (bytes_per_second_ == 0) {
    bytes_per_second_ = measure;
  } else if (measure > bytes_per_second_ || had_more) {
    bytes_per_second_ = (bytes_per_second_ + measure) / 2;
  }
  measured_ = committed;
  measured_at_ = now;
}

milliseconds Backlog::wait(Time now) const {
  if (marks_.empty()) return milliseconds(0);
  const auto age = std::chrono::duration_cast<milliseconds>(now - marks_.front().at);
  if (bytes_per_second_ == 0) return age;
  const Seconds work(static_cast<double>(durable_ - committed_) / bytes_per_second_);
  return std::max(age, std::chrono::duration_cast<milliseconds>(work));
}

}  // namespace leapfrog::ingestion
