#include "ingestion/progress.h"

#include <algorithm>

namespace leapfrog::ingestion {

void Progress::batch_begins(const Projects& projects, log::Lsn to, Instant now) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [project, events] : projects) {
    auto& batches = batches_[project];
    batches.begun = to;
    batches.begun_at = now;
  }
}

void Progress::batch_ends(const Projects& projects, log::Lsn to) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [project, events] : projects) batches_[project].stored = to;
}

void Progress::change_begins(Instant now) {
  const std::scoped_lock lock(mutex_);
  ++changes_begun_;
  change_begun_at_ = now;
}

void Progress::change_ends() {
  const std::scoped_lock lock(mutex_);
  ++changes_done_;
}

Progress::OfProject Progress::of(accounts::ProjectId project) const {
  const std::scoped_lock lock(mutex_);
  OfProject progress;
  progress.changes_done = changes_done_;
  progress.changes_begun = changes_begun_;
  progress.begun_at = change_begun_at_;
  if (const auto found = batches_.find(project); found != batches_.end()) {
    progress.stored = found->second.stored;
    progress.begun = found->second.begun;
    progress.begun_at = std::max(progress.begun_at, found->second.begun_at);
  }
  return progress;
}

}  // namespace leapfrog::ingestion
