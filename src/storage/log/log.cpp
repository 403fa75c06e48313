#include "storage/log/log.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <set>
#include <thread>

#include "base/log.h"
#include "base/scheduling.h"
#include "storage/log/file.h"
#include "storage/log/reader.h"
#include "storage/log/spare_segment.h"

namespace leapfrog::log {
namespace {

namespace fs = std::filesystem;
constexpr int retry_after_s = 5;
constexpr std::uint64_t smallest_with_spare = 1 << 20;  // smaller segments are not worth it
// A segment that grows with every record is left for one made ahead when it holds that much: while other
// files of the disk are synced too, a sync takes it a hundred times as long.
constexpr std::uint64_t most_grown = 1 << 20;

struct Pending {
  std::uint8_t type = 0;
  std::string payload;
  Appended done;
};

class SegmentedLog final : public Log {
 public:
  SegmentedLog(std::string directory, LogSettings settings, Metrics& metrics)
      : directory_(std::move(directory)),
        settings_(settings),
        syncs_(metrics.counter("leapfrog_log_syncs_total", "fdatasync calls of the ingest log.")),
        records_(metrics.counter("leapfrog_log_records_total", "Records made durable in the ingest log.")),
        refused_(
            metrics.counter("leapfrog_log_refused_total", "Appends refused because the log may not grow.")),
        bytes_(metrics.gauge("leapfrog_log_bytes", "Size of the ingest log's segments.")) {}

  ~SegmentedLog() override {
    if (!writer_.joinable()) return;
    {
      const std::scoped_lock lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    writer_.join();
  }

  Result<> recover() {
    std::error_code error;
    fs::create_directories(directory_, error);
    if (error) return internal_error(fmt::format("Cannot create {}: {}.", directory_, error.message()));
    segments_ = TRY(list_segments(directory_));
    TRY(name_spare_in_use());
    if (segments_.empty()) {
      TRY(start_segment(0));
    } else {
      TRY(repair_tail());
    }
    durable_end_ = segments_.back().end;
    update_size();
    if (settings_.segment_bytes >= smallest_with_spare) spare_.emplace(directory_, settings_.segment_bytes);
    writer_ = std::thread([this] { write_loop(); });
    return {};
  }

  void append(std::uint8_t type, std::string payload, Appended done) override {
    CHECK(payload.size() <= max_record_bytes);
    {
      const std::scoped_lock lock(mutex_);
      if (!stopping_ && queued_bytes_ + payload.size() <= settings_.max_queued_bytes) {
        queued_bytes_ += payload.size();
        queue_.push_back(Pending{type, std::move(payload), std::move(done)});
        if (queue_.size() == 1) wake_.notify_one();
        return;
      }
    }
    refused_.add();
    done(unavailable("Events arrive faster than they can be written. Try again.", 1));
  }

  Lsn begin() const override {
    const std::scoped_lock lock(segments_mutex_);
    return segments_.front().base;
  }
  Lsn durable_end() const override { return durable_end_.load(); }

  bool wait_beyond(Lsn position, milliseconds at_most) const override {
    std::unique_lock lock(durable_mutex_);
    const auto awaited = awaited_.insert(position);
    const bool there = durable_wake_.wait_for(lock, at_most, [&] { return durable_end_.load() > position; });
    awaited_.erase(awaited);
    return there;
  }

  std::unique_ptr<Reader> read_from(Lsn position) const override {
    return make_reader(
        position, [this] { return segments(); }, [this] { return durable_end(); });
  }

  std::vector<SegmentInfo> segments() const override {
    const std::scoped_lock lock(segments_mutex_);
    return segments_;
  }

  std::string refusing() const override {
    const std::scoped_lock lock(segments_mutex_);
    return refusing_;
  }

  Result<> remove_before(Lsn position) override {
    std::vector<SegmentInfo> removable;
    {
      const std::scoped_lock lock(segments_mutex_);
      while (segments_.size() > 1 && segments_.front().end <= position) {
        removable.push_back(std::move(segments_.front()));
        segments_.erase(segments_.begin());
      }
    }
    for (const auto& segment : removable) {
      std::error_code error;
      fs::remove(segment.path, error);
      if (error)
        log_warning("Cannot remove a consumed segment.",
                    {{"path", segment.path}, {"error", error.message()}});
    }
    if (!removable.empty()) {
      update_size();
      TRY(sync_directory(directory_));
    }
    return {};
  }

  void rotate_if_old() override { rotate_wanted_ = true; }

 private:
  // Creates the segment whose first record has that position, durably, and makes it the one being written.
  Result<> start_segment(Lsn base) {
    const auto path = (fs::path(directory_) / segment_name(base)).string();
    const auto now = system_clock().now();
    // A crash may have left an empty or headless file of that name: nothing acknowledged is in it.
    std::error_code ignored;
    fs::remove(path, ignored);
    auto file = TRY(File::create(path));
    auto made = file.write_at(0, encode_segment_header({base, to_micros(now)}));
    if (made) made = file.sync();
    if (made) made = sync_directory(directory_);
    if (!made) {
      // The segment before it goes on growing: left there, this one would look like a gap at the next start.
      fs::remove(path, ignored);
      return made;
    }
    grows_ = true;
    use_segment(std::move(file), base, now);
    return {};
  }

  // The same with a segment made ahead, and no wait for the file system's journal: that the new name is on
  // disk does not matter, a spare segment with records is found at the start.
  Result<> start_spare(File file, Lsn base) {
    const auto path = (fs::path(directory_) / segment_name(base)).string();
    const auto now = system_clock().now();
    auto made = file.write_at(0, encode_segment_header({base, to_micros(now)}));
    if (made) made = file.sync();
    if (made) made = file.rename_to(path);
    if (!made) return made;
    grows_ = false;
    // Zeros behind the last record do no harm, so it does not matter whether they are gone after a crash.
    (void)current_.truncate(segment_header_bytes + (base - current_base_));
    use_segment(std::move(file), base, now);
    return {};
  }

  void use_segment(File file, Lsn base, Instant created) {
    const std::scoped_lock lock(segments_mutex_);
    segments_.push_back(SegmentInfo{file.path(), base, base, created});
    current_ = std::move(file);
    current_base_ = base;
    current_created_ = created;
  }

  // A crash may have undone the new name of a segment made ahead, or left one that was never used.
  Result<> name_spare_in_use() {
    const auto spare = (fs::path(directory_) / spare_name).string();
    const auto used = std::ranges::find(segments_, spare, &SegmentInfo::path);
    if (used == segments_.end()) {
      std::error_code ignored;
      fs::remove(spare, ignored);
      return {};
    }
    used->path = (fs::path(directory_) / segment_name(used->base)).string();
    TRY(TRY(File::open_to_write(spare)).rename_to(used->path));
    return sync_directory(directory_);
  }

  // Cuts what a crash left unfinished at the end of the last segment; a copy stays beside it for inspection.
  Result<> repair_tail() {
    auto& last = segments_.back();
    current_ = TRY(File::open_to_write(last.path));
    const auto scanned = TRY(scan_segment(current_, nullptr));
    if (scanned.valid_bytes == 0) {
      // The header is synced before the first record is written, so alone it is torn: the segment was being
      // created. With records behind it, it is damaged; they can be read without it.
      if (scanned.file_bytes > segment_header_bytes) {
        log_error("The header of a log segment is damaged.", {{"segment", last.path}});
        return start_segment(last.end);
      }
      const auto base = last.base;
      segments_.pop_back();
      return start_segment(base);
    }
    for (const auto& damage : scanned.damaged) {
      log_error("The ingest log is damaged: acknowledged events cannot be read.",
                {{"segment", last.path},
                 {"from", last.base + damage.from - segment_header_bytes},
                 {"to", last.base + damage.to - segment_header_bytes}});
    }
    current_base_ = last.base;
    current_created_ = last.created;
    last.end = last.base + scanned.valid_bytes - segment_header_bytes;
    grows_ = scanned.valid_bytes == scanned.file_bytes || scanned.valid_bytes != scanned.written_bytes;
    // Whole records that nobody synced count from now on.
    if (scanned.valid_bytes == scanned.written_bytes) return current_.sync();
    std::string tail;
    TRY(current_.read_at(scanned.valid_bytes, scanned.written_bytes - scanned.valid_bytes, tail));
    const auto copy_path = fmt::format("{}.torn-{}", last.path, to_micros(system_clock().now()));
    auto copy = TRY(File::create(copy_path));
    TRY(copy.write_at(0, tail));
    TRY(copy.sync());
    log_warning("Cut an unfinished record off the ingest log.",
                {{"segment", last.path}, {"bytes", tail.size()}, {"kept_as", copy_path}});
    TRY(current_.truncate(scanned.valid_bytes));
    return current_.sync();
  }

  void write_loop() {
    run_promptly();  // clients wait, and a sync is over long before another thread's slice
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      auto group = std::move(queue_);
      queue_.clear();
      queued_bytes_ = 0;
      lock.unlock();
      commit(std::move(group));
      lock.lock();
    }
  }

  // Writes a group of records and makes it durable, then tells those who wait.
  void commit(std::vector<Pending> group) {
    std::string bytes;
    std::vector<Position> positions;
    const auto start = durable_end_.load();
    std::size_t size = 0;
    for (const auto& pending : group) size += record_header_bytes + pending.payload.size();
    bytes.reserve(size);
    positions.reserve(group.size());
    for (const auto& pending : group) {
      const auto begin = start + bytes.size();
      const auto mark = bytes.empty() ? group_mark(begin, to_micros(current_created_)) : 0;
      append_record(bytes, pending.type, pending.payload, mark);
      positions.push_back({begin, start + bytes.size()});
    }
    auto written = write_durably(bytes);
    if (written) {
      publish_end(start + bytes.size());
      records_.add(group.size());
    } else {
      refused_.add(group.size());
    }
    note_refusal(written ? "" : written.error().detail);
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (written) {
        group[i].done(positions[i]);
      } else {
        group[i].done(std::unexpected(written.error()));
      }
    }
    if (written) rotate_if_due();
  }

  // Wakes who waits for that, and nobody for less: under load there is a group every few hundred
  // microseconds.
  void publish_end(Lsn end) {
    {
      const std::scoped_lock lock(durable_mutex_);
      durable_end_ = end;
      if (awaited_.empty() || end <= *awaited_.begin()) return;
    }
    durable_wake_.notify_all();
  }

  Result<> write_durably(std::string_view bytes) {
    TRY(check_room(bytes.size()));
    const auto end = durable_end_.load();
    const auto offset = segment_header_bytes + (end - current_base_);
    auto written = current_.write_at(offset, bytes);
    if (written) written = current_.sync();
    if (written) {
      syncs_.add();
      const std::scoped_lock lock(segments_mutex_);
      segments_.back().end = end + bytes.size();
      size_ += bytes.size();
      bytes_.set(static_cast<double>(size_));
      return {};
    }
    // What was written of the group was never acknowledged: the next group overwrites it. After a failed sync
    // the kernel may have dropped the dirty pages, so nothing more goes into this file: a new segment begins.
    log_error("The ingest log cannot be written.", {{"error", written.error().detail}});
    if (current_.truncate(offset) && current_.sync()) {
      if (end > current_base_) (void)start_segment(end);
    }
    return unavailable("Events cannot be stored at the moment. Try again.", retry_after_s);
  }

  Result<> check_room(std::size_t more) {
    if (size_ + more > settings_.max_bytes) {
      return unavailable(
          "The ingest log has reached its size limit and waits for the analytics engine. Try again.",
          retry_after_s);
    }
    // Looking at the file system for every group would cost more than it tells.
    const auto now = system_clock().now();
    if (now - free_checked_ > milliseconds(200)) {
      free_checked_ = now;
      free_ = free_bytes(directory_);
    }
    if (free_ < settings_.min_free_bytes + more) {
      free_checked_ = Instant();
      return unavailable("The disk is almost full. Try again when there is room.", retry_after_s);
    }
    return {};
  }

  void rotate_if_due() {
    const auto end = durable_end_.load();
    const auto length = end - current_base_;
    const bool old = rotate_wanted_.exchange(false) && length > 0 &&
                     system_clock().now() - current_created_ > settings_.segment_age;
    const bool due = length >= settings_.segment_bytes || old;
    const bool outgrown = grows_ && length >= most_grown;
    if (spare_ && (outgrown || length >= settings_.segment_bytes / 2) &&
        free_ > settings_.min_free_bytes + 2 * settings_.segment_bytes) {
      spare_->want();
    }
    if (!due && !outgrown) return;
    if (spare_) {
      if (auto file = spare_->take()) {
        const auto started = start_spare(*std::move(file), end);
        if (started) return;
        log_warning("Cannot use the log segment made ahead.", {{"error", started.error().detail}});
      } else if (spare_->in_the_making() && length < 2 * settings_.segment_bytes) {
        return;  // it is on its way; this segment grows meanwhile
      }
    }
    if (!due) return;
    if (auto started = start_segment(end); !started) {
      log_error("Cannot start a new log segment; the old one goes on growing.",
                {{"error", started.error().detail}});
    }
  }

  void note_refusal(const std::string& reason) {
    const std::scoped_lock lock(segments_mutex_);
    refusing_ = reason;
  }

  void update_size() {
    const std::scoped_lock lock(segments_mutex_);
    size_ = 0;
    for (const auto& segment : segments_) size_ += segment_header_bytes + segment.end - segment.base;
    bytes_.set(static_cast<double>(size_));
  }

  const std::string directory_;
  const LogSettings settings_;
  Counter& syncs_;
  Counter& records_;
  Counter& refused_;
  Gauge& bytes_;

  std::mutex mutex_;  // the queue
  std::condition_variable wake_;
  std::vector<Pending> queue_;
  std::size_t queued_bytes_ = 0;
  bool stopping_ = false;

  mutable std::mutex segments_mutex_;
  std::vector<SegmentInfo> segments_;  // the last one is being written
  std::string refusing_;
  std::atomic<std::uint64_t> size_{0};
  std::atomic<bool> rotate_wanted_{false};

  mutable std::mutex durable_mutex_;
  mutable std::condition_variable durable_wake_;
  std::atomic<Lsn> durable_end_{0};
  mutable std::multiset<Lsn> awaited_;  // positions somebody waits beyond

  // The writer thread's: the segment being written.
  File current_;
  Lsn current_base_ = 0;
  Instant current_created_{};
  bool grows_ = true;  // no zeros behind its last record
  Instant free_checked_{};
  std::uint64_t free_ = 0;
  std::optional<SpareSegment> spare_;
  std::thread writer_;
};

}  // namespace

Result<std::vector<SegmentInfo>> list_segments(const std::string& directory) {
  std::vector<SegmentInfo> segments;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    const auto name = entry.path().filename().string();
    auto base = parse_segment_name(name);
    if (!base && name != spare_name) continue;
    const auto file = TRY(File::open_to_read(entry.path().string()));
    std::string bytes;
    TRY(file.read_at(0, segment_header_bytes, bytes));
    const auto header = decode_segment_header(bytes);
    if (!base && header && TRY(scan_segment(file, nullptr)).valid_bytes > segment_header_bytes)
      base = header->base;
    if (!base) continue;  // made ahead, and nothing was written to it
    const auto size = entry.file_size(error);
    const auto length = size < segment_header_bytes ? 0 : size - segment_header_bytes;
    segments.push_back(SegmentInfo{entry.path().string(), *base, *base + length,
                                   header ? from_micros(header->created_us) : Instant()});
  }
  if (error) return internal_error(fmt::format("Cannot read {}: {}.", directory, error.message()));
  std::ranges::sort(segments, {}, &SegmentInfo::base);
  for (std::size_t i = 0; i + 1 < segments.size(); ++i) {
    // What a segment made ahead did not use stays behind its last record when a crash came before it was cut
    // off.
    segments[i].end = std::min(segments[i].end, segments[i + 1].base);
    if (segments[i].end != segments[i + 1].base) {
      return internal_error(
          fmt::format("The ingest log has a gap: {} ends at {}, but the next segment begins at {}.",
                      segments[i].path, segments[i].end, segments[i + 1].base));
    }
  }
  return segments;
}

Result<std::unique_ptr<Log>> Log::open(const std::string& directory, LogSettings settings, Metrics& metrics) {
  auto log = std::make_unique<SegmentedLog>(directory, settings, metrics);
  TRY(log->recover());
  return log;
}

}  // namespace leapfrog::log
