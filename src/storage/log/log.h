// The durable ingest log: what was appended and acknowledged survives kill -9 and power loss. One writer
// thread gathers what waits, writes it with one call and makes it durable with one fdatasync (group commit).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/metrics.h"
#include "base/result.h"
#include "base/time.h"
#include "storage/log/format.h"

namespace leapfrog::log {

struct LogSettings {
  std::uint64_t segment_bytes = 64 << 20;    // a new segment after that
  seconds segment_age{3600};                 // or after that, once it holds anything
  std::uint64_t max_bytes = 8ULL << 30;      // all segments together; beyond it appends are refused
  std::uint64_t min_free_bytes = 256 << 20;  // of the file system; below it appends are refused
  std::size_t max_queued_bytes = 64 << 20;   // waiting for the writer; beyond it appends are refused
};

struct Position {
  Lsn begin = 0;  // of the record
  Lsn end = 0;    // of the next one
};
using Appended = std::function<void(Result<Position>)>;

// Reads records in order. Not thread-safe; many may exist.
class Reader {
 public:
  virtual ~Reader() = default;
  struct Record {
    Lsn lsn = 0;
    std::uint8_t type = 0;
    std::string_view payload;  // valid until the next call
    Lsn end() const { return lsn + record_header_bytes + payload.size(); }
  };
  // The next durable record, or nothing when there is none yet. A damaged record in the middle of the log is
  // an error: it says where, and reading cannot go on.
  virtual Result<std::optional<Record>> next() = 0;
  virtual Lsn position() const = 0;
};

struct SegmentInfo {
  std::string path;
  Lsn base = 0;
  Lsn end = 0;
  Instant created;
};

class Log {
 public:
  // Opens or creates the directory's log. A torn tail (never acknowledged) is cut off and kept beside the
  // segment.
  static Result<std::unique_ptr<Log>> open(const std::string& directory, LogSettings settings,
                                           Metrics& metrics);
  virtual ~Log() = default;

  // Never blocks. `done` is called once, from the writer thread, when the record is durable or refused
  // (`unavailable`, with Retry-After).
  virtual void append(std::uint8_t type, std::string payload, Appended done) = 0;
  virtual Lsn begin() const = 0;        // of the oldest record kept
  virtual Lsn durable_end() const = 0;  // everything before it is on disk
  // Waits until something beyond `position` is durable, at most that long. True when there is.
  virtual bool wait_beyond(Lsn position, milliseconds at_most) const = 0;
  virtual std::unique_ptr<Reader> read_from(Lsn position) const = 0;
  // Removes segments that end at or before `position`, never the one being written.
  virtual Result<> remove_before(Lsn position) = 0;
  // Starts a new segment when the current one is older than segment_age and not empty.
  virtual void rotate_if_old() = 0;
  virtual std::vector<SegmentInfo> segments() const = 0;
  // Why appends are refused at the moment, "" when they are not.
  virtual std::string refusing() const = 0;
};

// Lists and opens a log that nobody writes (for `leapfrog log`): no lock, nothing changed.
Result<std::vector<SegmentInfo>> list_segments(const std::string& directory);

}  // namespace leapfrog::log
