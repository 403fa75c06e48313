// What is durable in the log and cannot be queried yet, and how long that will take. Not thread-safe.
#pragma once

#include <chrono>
#include <deque>

#include "base/time.h"
#include "storage/log/format.h"

namespace leapfrog::ingestion {

class Backlog {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Everything before `durable` is safe in the log, everything before `committed` can be queried; neither
  // goes back.
  void note(log::Lsn committed, log::Lsn durable, Time now);

  // How long until all that is durable now can be queried: the age of the oldest that waits, or what waits
  // over the bytes a second that went through lately, whichever is longer. 0 when nothing waits.
  milliseconds wait(Time now) const;

 private:
  void learn_rate(log::Lsn committed, Time now);

  struct Mark {
    log::Lsn end;
    Time at;
  };
  std::deque<Mark> marks_;  // of what waits, oldest first
  log::Lsn durable_ = 0;
  log::Lsn committed_ = 0;
  log::Lsn measured_ = 0;        // what was committed, or
  Time measured_at_;             // when there was something to do again
  double bytes_per_second_ = 0;  // 0: not known
};

}  // namespace leapfrog::ingestion
