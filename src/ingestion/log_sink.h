// From the capture endpoint into the log: encodes batches, counts what waits, and
// acknowledges them in the pacing's time.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "capture/captured.h"
#include "ingestion/pacing.h"
#include "storage/log/log.h"

namespace leapfrog::ingestion {

// Events that are durable in the log and not yet worked off, by project.
class Waiting {
 public:
  void add(accounts::ProjectId project, std::int64_t events);
  std::int64_t of(accounts::ProjectId project) const;

 private:
  mutable std::mutex mutex_;
  std::map<accounts::ProjectId, std::int64_t> counts_;
};

class LogSink final : public capture::Sink {
 public:
  LogSink(log::Log& log, Waiting& waiting, Pacing& pacing) : log_(log), waiting_(waiting), pacing_(pacing) {}
  void append(capture::CapturedBatch batch, std::function<void(Result<>)> done) override;
  void reject(capture::Rejection rejection) override;

 private:
  log::Log& log_;
  Waiting& waiting_;
  Pacing& pacing_;
};

}  // namespace leapfrog::ingestion
