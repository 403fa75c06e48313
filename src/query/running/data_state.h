// How far the engine's rows have come, and what changed in them otherwise. The query slice stands below those
// that know, so they hand this in.
#pragma once

#include <cstdint>

#include "accounts/projects.h"
#include "base/result.h"
#include "base/time.h"

namespace leapfrog::query {

// Equal stamps of a project are equal rows.
struct DataStamp {
  std::uint64_t events = 0;   // where the last of the project's batches ends in the ingest log
  std::uint64_t changes = 0;  // edits and erasures, of any project
  friend bool operator==(const DataStamp&, const DataStamp&) = default;
};

struct DataPosition {
  std::uint64_t watermark = 0;  // everything in front of it in the ingest log can be queried
  DataStamp stored;             // what can be queried for certain
  DataStamp begun;              // what may be seen already, being written
  Instant begun_at;             // when the last of it began
};

// What happened to rows that were there before.
struct DataChanges {
  std::uint64_t merges = 0;         // people that became part of another
  std::uint64_t erasures = 0;       // people whose data was removed, or their events alone
  std::uint64_t erased_events = 0;  // with them, as far as that is done
};

class DataState {
 public:
  virtual ~DataState() = default;
  virtual DataPosition position(accounts::ProjectId project) const = 0;
  virtual Result<DataChanges> changes_since(accounts::ProjectId project, Instant instant) const = 0;
};

}  // namespace leapfrog::query
