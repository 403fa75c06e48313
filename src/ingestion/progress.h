// How far each project's rows in the engine have come: what is there for certain, and what may be seen
// already because its insert has begun. Thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "accounts/projects.h"
#include "base/time.h"
#include "storage/log/format.h"

namespace leapfrog::ingestion {

class Progress {
 public:
  struct OfProject {
    log::Lsn stored = 0;  // where the last of its batches that is in the engine ends; 0: none since the start
    log::Lsn begun = 0;   // the same, counting the one that is being inserted
    std::uint64_t changes_done = 0;  // edits of people and erasures, of any project
    std::uint64_t changes_begun = 0;
    Instant begun_at;  // when the last of all that began
  };
  using Projects = std::map<accounts::ProjectId, std::int64_t>;

  void batch_begins(const Projects& projects, log::Lsn to, Instant now);
  void batch_ends(const Projects& projects, log::Lsn to);
  void change_begins(Instant now);
  void change_ends();

  OfProject of(accounts::ProjectId project) const;

 private:
  struct Batches {
    log::Lsn stored = 0;
    log::Lsn begun = 0;
    Instant begun_at;
  };
  mutable std::mutex mutex_;
  std::map<accounts::ProjectId, Batches> batches_;
  std::uint64_t changes_done_ = 0;
  std::uint64_t changes_begun_ = 0;
  Instant change_begun_at_;
};

}  // namespace leapfrog::ingestion
