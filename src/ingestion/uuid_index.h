// Which event uuids were stored in the last day or so: what makes a retried event count once. Recent ones are
// a set in memory, older ones sorted runs on disk with a Bloom filter each, so memory stays bounded at any
// rate.
//
// The index is derived from the log: a run covers an interval of log positions, and what no run covers is
// read from the log again at start. So the log may only drop what covered_to() has passed.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include <boost/unordered/unordered_flat_set.hpp>

#include "accounts/projects.h"
#include "base/result.h"
#include "base/time.h"
#include "base/uuid.h"
#include "storage/log/format.h"

namespace leapfrog::ingestion {

struct UuidKey {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const UuidKey&) const = default;
  static UuidKey of(accounts::ProjectId project, const Uuid& uuid);  // uniformly distributed
};

struct UuidKeyHash {
  using is_avalanching = void;
  std::size_t operator()(const UuidKey& key) const { return key.low; }
};

struct UuidIndexSettings {
  std::size_t run_keys = 500'000;         // a run is written when memory holds that many
  seconds run_age{1800};                  // or has held something for that long
  std::uint64_t run_log_bytes = 1 << 30;  // or when that much of the log waits to be covered by it
  seconds keep{26 * 3600};                // runs whose newest key is older are dropped
};

class UuidIndex {
 public:
  static Result<std::unique_ptr<UuidIndex>> open(const std::string& directory, UuidIndexSettings settings);
  ~UuidIndex();
  UuidIndex(const UuidIndex&) = delete;
  UuidIndex& operator=(const UuidIndex&) = delete;

  // Everything before this position is in a run on disk. Reading the log again starts here.
  log::Lsn covered_to() const { return covered_to_; }

  // Adds the key. False when it was there: a duplicate.
  bool insert(const UuidKey& key, Instant received_at);

  // Call between batches, when all events before `position` are in the index. Sets the keys so far aside for
  // the next run when it is time; they are still found. Age is by this clock and not by when events were
  // received: after an outage all of them are old, and every batch would make a run of its own.
  void end_batch(log::Lsn position, Instant now);
  // Call when everything before `position` is committed: writes the run set aside, if it is complete.
  Result<> committed(log::Lsn position);

  std::size_t memory_keys() const { return recent_.size() + frozen_.size(); }
  std::size_t runs() const { return runs_.size(); }

 private:
  class Run;
  using Keys = boost::unordered_flat_set<UuidKey, UuidKeyHash>;

  UuidIndex(std::string directory, UuidIndexSettings settings);
  bool has_frozen() const { return frozen_to_ > covered_to_; }
  Result<> write_run();

  const std::string directory_;
  const UuidIndexSettings settings_;
  std::deque<std::unique_ptr<Run>> runs_;  // oldest first
  Keys recent_;
  Keys frozen_;  // to be written once everything before frozen_to_ is committed
  std::optional<Instant> recent_since_;
  Instant newest_recent_{};
  Instant frozen_newest_{};
  log::Lsn frozen_to_ = 0;
  log::Lsn covered_to_ = 0;
};

}  // namespace leapfrog::ingestion
