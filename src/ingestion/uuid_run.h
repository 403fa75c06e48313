// One sorted run of uuid keys on disk: header, Bloom filter, keys. Mapped, so the kernel decides what stays
// in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "ingestion/uuid_index.h"

namespace leapfrog::ingestion {

struct RunInterval {
  log::Lsn from = 0;
  log::Lsn to = 0;
  Instant newest;  // when the newest key was received
};

class UuidIndex::Run {
 public:
  // Writes the keys (sorted, unique) durably; the file has its final name only when it is complete.
  static Result<std::unique_ptr<Run>> write(const std::string& directory, const RunInterval& interval,
                                            std::span<const UuidKey> keys);
  static Result<std::unique_ptr<Run>> open(const std::string& path);
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  bool contains(const UuidKey& key) const;
  const RunInterval& interval() const { return interval_; }
  const std::string& path() const { return path_; }

 private:
  Run(std::string path, RunInterval interval, const char* mapping, std::size_t size, std::size_t blocks,
      std::size_t keys);
  const std::string path_;
  const RunInterval interval_;
  const char* const mapping_;
  const std::size_t size_;
  const std::size_t blocks_;
  const std::size_t keys_;
};

}  // namespace leapfrog::ingestion
