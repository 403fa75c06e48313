#include "ingestion/log_sink.h"

#include "base/log.h"
#include "ingestion/record.h"

namespace leapfrog::ingestion {

void Waiting::add(accounts::ProjectId project, std::int64_t events) {
  const std::scoped_lock lock(mutex_);
  counts_[project] += events;
}

std::int64_t Waiting::of(accounts::ProjectId project) const {
  const std::scoped_lock lock(mutex_);
  const auto found = counts_.find(project);
  return found == counts_.end() ? 0 : found->second;
}

void LogSink::append(capture::CapturedBatch batch, std::function<void(Result<>)> done) {
  const auto events = batch.events.size();
  const auto project = batch.project;
  // Counted before it can be worked off, taken back if it is refused: never negative, never missing.
  waiting_.add(project, static_cast<std::int64_t>(events));
  log_.append(static_cast<std::uint8_t>(RecordType::batch), encode_batch(batch),
              [this, events, project, done = std::move(done)](const Result<log::Position>& position) {
                if (position) return pacing_.acknowledge(position->end, events, [done] { done({}); });
                waiting_.add(project, -static_cast<std::int64_t>(events));
                done(std::unexpected(position.error()));
              });
}

void LogSink::reject(capture::Rejection rejection) {
  const auto project = rejection.project;
  const auto count = static_cast<std::int64_t>(rejection.count);
  waiting_.add(project, count);
  log_.append(
      static_cast<std::uint8_t>(RecordType::rejection), encode_rejection(rejection),
      [this, project, count](const Result<log::Position>& position) {
        if (position) return;
        waiting_.add(project, -count);
        log_warning("A rejection could not be written to the log.", {{"error", position.error().detail}});
      });
}

}  // namespace leapfrog::ingestion
