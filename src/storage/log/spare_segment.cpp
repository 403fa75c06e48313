#include "storage/log/spare_segment.h"

#include <filesystem>

#include "base/log.h"
#include "base/scheduling.h"

namespace leapfrog::log {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t block_bytes = 1 << 20;

}  // namespace

SpareSegment::SpareSegment(std::string directory, std::uint64_t bytes)
    : directory_(std::move(directory)), bytes_(bytes), thread_([this] { run(); }) {}

SpareSegment::~SpareSegment() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void SpareSegment::want() {
  const std::scoped_lock lock(mutex_);
  if (wanted_ || made_) return;
  wanted_ = true;
  changed_.notify_all();
}

bool SpareSegment::in_the_making() const {
  const std::scoped_lock lock(mutex_);
  return wanted_;
}

std::optional<File> SpareSegment::take() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(made_, std::nullopt);
}

bool SpareSegment::stopping() const {
  const std::scoped_lock lock(mutex_);
  return stopping_;
}

void SpareSegment::run() {
  run_behind();
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || wanted_; });
    if (stopping_) return;
    lock.unlock();
    auto made = make();
    if (!made) log_warning("Cannot make a log segment ahead.", {{"error", made.error().detail}});
    lock.lock();
    wanted_ = false;
    if (made) made_ = *std::move(made);
  }
}

Result<File> SpareSegment::make() const {
  // The one before was renamed: that must last before its old name is used again.
  TRY(sync_directory(directory_));
  const auto path = (fs::path(directory_) / spare_name).string();
  std::error_code ignored;
  fs::remove(path, ignored);
  auto file = TRY(File::create(path));
  const std::string zeros(block_bytes, '\0');
  Result<> written;
  for (std::uint64_t at = 0; at < bytes_ && written && !stopping(); at += block_bytes) {
    written = file.write_at(
        at, std::string_view(zeros).substr(0, std::min<std::uint64_t>(block_bytes, bytes_ - at)));
  }
  if (written) written = file.sync();
  if (written) written = sync_directory(directory_);
  if (written) return file;
  fs::remove(path, ignored);
  return std::unexpected(written.error());
}

}  // namespace leapfrog::log
