#include "ingestion/uuid_index.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <filesystem>
#include <ranges>
#include <vector>

#include "base/log.h"
#include "ingestion/uuid_run.h"

namespace leapfrog::ingestion {

namespace fs = std::filesystem;

UuidKey UuidKey::of(accounts::ProjectId project, const Uuid& uuid) {
  const auto hash =
      XXH3_128bits_withSeed(uuid.bytes.data(), uuid.bytes.size(), static_cast<XXH64_hash_t>(project));
  return UuidKey{hash.high64, hash.low64};
}

UuidIndex::UuidIndex(std::string directory, UuidIndexSettings settings)
    : directory_(std::move(directory)), settings_(settings) {}
UuidIndex::~UuidIndex() = default;

Result<std::unique_ptr<UuidIndex>> UuidIndex::open(const std::string& directory, UuidIndexSettings settings) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return internal_error(fmt::format("Cannot create {}: {}.", directory, error.message()));
  auto index = std::unique_ptr<UuidIndex>(new UuidIndex(directory, settings));
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (entry.path().extension() == ".uuids") paths.push_back(entry.path().string());
    if (entry.path().extension() == ".tmp") fs::remove(entry.path(), error);
  }
  std::ranges::sort(paths);
  for (const auto& path : paths) index->runs_.push_back(TRY(Run::open(path)));
  if (!index->runs_.empty()) index->covered_to_ = index->runs_.back()->interval().to;
  return index;
}

bool UuidIndex::insert(const UuidKey& key, Instant received_at) {
  if (recent_.contains(key) || frozen_.contains(key)) return false;
  for (const auto& run : std::views::reverse(runs_)) {
    if (run->contains(key)) return false;
  }
  newest_recent_ = std::max(newest_recent_, received_at);
  recent_.insert(key);
  return true;
}

void UuidIndex::end_batch(log::Lsn position, Instant now) {
  if (!recent_.empty() && !recent_since_) recent_since_ = now;
  if (has_frozen() || position <= covered_to_) return;
  const bool old = recent_since_ && now - *recent_since_ >= settings_.run_age;
  // Without keys too: what was refused takes room in the log like anything else.
  const bool much_log = position - covered_to_ >= settings_.run_log_bytes;
  if (recent_.size() < settings_.run_keys && !old && !much_log) return;
  std::swap(recent_, frozen_);
  recent_since_.reset();
  frozen_newest_ = newest_recent_;
  frozen_to_ = position;
}

Result<> UuidIndex::committed(log::Lsn position) {
  if (!has_frozen() || position < frozen_to_) return {};
  return write_run();
}

Result<> UuidIndex::write_run() {
  std::vector<UuidKey> keys(frozen_.begin(), frozen_.end());
  std::ranges::sort(keys);
  runs_.push_back(TRY(Run::write(directory_, {covered_to_, frozen_to_, frozen_newest_}, keys)));
  covered_to_ = frozen_to_;
  frozen_ = Keys();
  const auto oldest_kept = frozen_newest_ - settings_.keep;
  while (runs_.size() > 1 && runs_.front()->interval().newest < oldest_kept) {
    std::error_code error;
    fs::remove(runs_.front()->path(), error);
    if (error)
      log_warning("Cannot remove an old uuid run.",
                  {{"path", runs_.front()->path()}, {"error", error.message()}});
    runs_.pop_front();
  }
  return {};
}

}  // namespace leapfrog::ingestion
