#include "app/log_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "ingestion/record.h"
#include "storage/log/reader.h"

namespace leapfrog::app {
namespace {

void print_record(const log::Reader::Record& record) {
  if (record.type == static_cast<std::uint8_t>(ingestion::RecordType::batch)) {
    const auto batch = ingestion::decode_batch(record.payload);
    if (!batch) return fmt::print("  {:>14}  unreadable batch\n", record.lsn);
    fmt::print("  {:>14}  batch  project {}  {}  {} events{}\n", record.lsn, batch->project,
               format_iso(batch->received_at), batch->events.size(), batch->historical ? "  historical" : "");
    for (const auto& event : batch->events) {
      fmt::print("  {:>14}    {}  {}  {}  {}\n", record.lsn + log::record_header_bytes + event.offset,
                 event.uuid.text(), format_iso(event.timestamp), event.event, event.distinct_id);
    }
    return;
  }
  const auto rejection = ingestion::decode_rejection(record.payload);
  if (!rejection) return fmt::print("  {:>14}  unreadable record of type {}\n", record.lsn, record.type);
  fmt::print("  {:>14}  rejected  project {}  {}  {} × {}\n", record.lsn, rejection->project,
             format_iso(rejection->received_at), rejection->count, rejection->reason);
}

}  // namespace

Result<> print_log(const std::string& data_directory, bool records) {
  const auto segments = TRY(log::list_segments(data_directory + "/log"));
  for (const auto& segment : segments) {
    std::size_t count = 0;
    const auto file = TRY(log::File::open_to_read(segment.path));
    const auto on_record = [&](const log::Reader::Record& record, log::Lsn) {
      ++count;
      if (records) print_record(record);
    };
    if (records) fmt::print("{}\n", segment.path);
    const auto scanned = TRY(log::scan_segment(file, on_record));
    for (const auto& damage : scanned.damaged) {
      fmt::print("  damaged from {} to {}\n", segment.base + damage.from - log::segment_header_bytes,
                 segment.base + damage.to - log::segment_header_bytes);
    }
    const auto records_end = std::max<std::uint64_t>(scanned.valid_bytes, log::segment_header_bytes);
    fmt::print(
        "{}  positions {} to {}  {} records  {} bytes{}\n", log::segment_name(segment.base), segment.base,
        segment.base + records_end - log::segment_header_bytes, count, scanned.file_bytes,
        scanned.valid_bytes == scanned.written_bytes
            ? ""
            : fmt::format("  {} bytes unfinished at the end", scanned.written_bytes - scanned.valid_bytes));
  }
  return {};
}

}  // namespace leapfrog::app
