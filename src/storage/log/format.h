// The bytes of a log segment; docs/internals/ingest-log.md describes them for readers of the files.
//
//   segment  = header record*
//   header   = "LEAPLOG1" version:u32 reserved:u32 base:u64 created_us:i64 crc:u32 reserved:u32   (40 bytes)
//   record   = length:u32 crc:u32 type:u8 mark:u8[3] payload:length bytes                    (12 + length)
//
// Little-endian. The header's crc covers the bytes before it, a record's crc covers length, type, mark,
// payload. A position (LSN) is base + the offset of a record after the header: it grows over all segments
// without gaps. Records that are written and synced together are a group; the mark says where one begins.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace leapfrog::log {

using Lsn = std::uint64_t;

constexpr std::size_t segment_header_bytes = 40;
constexpr std::size_t record_header_bytes = 12;
constexpr std::uint32_t format_version = 1;
constexpr std::uint32_t max_record_bytes = 256u << 20;

struct SegmentHeader {
  Lsn base = 0;
  std::int64_t created_us = 0;
};
std::string encode_segment_header(const SegmentHeader& header);
// Nothing when the bytes are not a header of this version.
std::optional<SegmentHeader> decode_segment_header(std::string_view bytes);

struct RecordView {
  std::uint8_t type = 0;
  std::uint32_t mark = 0;
  std::string_view payload;
  std::size_t total_bytes() const { return record_header_bytes + payload.size(); }
};
void append_record(std::string& out, std::uint8_t type, std::string_view payload, std::uint32_t mark);

// The mark of a record that begins a group, 24 bits and never 0, which is the mark of all others. It follows
// from where the record stands and from when its segment was created, so nobody who sends events can put
// something into them that looks like one.
std::uint32_t group_mark(Lsn position, std::int64_t segment_created_us);
// The offset of the first whole record in `bytes` that begins a group, for bytes of a segment that begin at a
// position. Everything before such a record was durable when it was written.
std::optional<std::size_t> find_group(std::string_view bytes, Lsn position, std::int64_t segment_created_us);

enum class ReadState { complete, truncated, corrupt };
// Reads the record at the start of `bytes`. `truncated`: it may be whole once more bytes are there.
ReadState read_record(std::string_view bytes, RecordView& out);

// "00000000000001048576.segment"
std::string segment_name(Lsn base);
std::optional<Lsn> parse_segment_name(std::string_view name);

}  // namespace leapfrog::log
