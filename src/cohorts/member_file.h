// Who is in a cohort, as a file that is read where it lies: flags ask it while the engine is away, and it
// takes no memory but the page cache. Written beside, then renamed, so it is whole or not there.
// docs/internals/cohorts.md describes the bytes.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/uuid.h"

namespace leapfrog::cohorts {

class MemberFile {
 public:
  // `people` ascending, each once. Synced before it returns.
  static Result<> write(const std::string& path, std::int64_t version, std::span<const Uuid> people);
  // Errors: `not_found` when there is none, `internal` when it is not one of ours.
  static Result<std::shared_ptr<const MemberFile>> open(const std::string& path);
  ~MemberFile();
  MemberFile(const MemberFile&) = delete;
  MemberFile& operator=(const MemberFile&) = delete;

  std::int64_t version() const { return version_; }
  std::span<const Uuid> people() const { return people_; }
  bool contains(const Uuid& person) const;

 private:
  MemberFile(void* bytes, std::size_t size) : bytes_(bytes), size_(size) {}
  void* bytes_;
  std::size_t size_;
  std::int64_t version_ = 0;
  std::span<const Uuid> people_;
};

}  // namespace leapfrog::cohorts
