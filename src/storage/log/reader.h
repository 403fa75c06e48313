// Reading records across segments, for the log itself and for tools.
#pragma once

#include <functional>

#include "storage/log/file.h"
#include "storage/log/log.h"

namespace leapfrog::log {

// `segments` gives the list as it is now, `durable_end` how far may be read.
std::unique_ptr<Reader> make_reader(Lsn position, std::function<std::vector<SegmentInfo>()> segments,
                                    std::function<Lsn()> durable_end);

// What a walk over a segment's records from its start found. Offsets are in the file.
struct ScanResult {
  struct Damage {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
  };
  std::uint64_t valid_bytes = 0;  // behind the last whole record; 0: not even the header is whole
  std::uint64_t written_bytes =
      0;  // behind the last byte that is not zero, if that is further: an unfinished group
  std::uint64_t file_bytes = 0;
  std::vector<Damage> damaged;  // acknowledged records were here: a group that was begun later is whole
};
Result<ScanResult> scan_segment(const File& file,
                                const std::function<void(const Reader::Record&, Lsn base)>& on_record);

}  // namespace leapfrog::log
