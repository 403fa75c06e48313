// A segment made ahead of its use, all zeros and on disk. Writing over blocks that a file already has changes
// nothing in the file system's journal, so a sync costs a write and a flush; a file that grows has to wait
// with each sync for whatever else the journal holds, such as the engine's parts.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "storage/log/file.h"

namespace leapfrog::log {

// It keeps that name until it is used and renamed. One with records found at the start was in use already.
constexpr std::string_view spare_name = "spare.segment";

class SpareSegment {
 public:
  SpareSegment(std::string directory, std::uint64_t bytes);
  ~SpareSegment();

  // Begins to make one, on a thread of its own, unless there is one.
  void want();
  bool in_the_making() const;
  // The finished one, if there is one.
  std::optional<File> take();

 private:
  void run();
  Result<File> make() const;
  bool stopping() const;

  const std::string directory_;
  const std::uint64_t bytes_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = false;
  bool stopping_ = false;
  std::optional<File> made_;
  std::thread thread_;
};

}  // namespace leapfrog::log
