#include "storage/log/format.h"

#include <fmt/format.h>

#include <charconv>
#include <cstring>

#include "base/crypto.h"

namespace leapfrog::log {
namespace {

constexpr std::string_view magic = "LEAPLOG1";
constexpr std::string_view suffix = ".segment";

template <class T>
void put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class T>
T get(std::string_view bytes, std::size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

std::uint32_t record_crc(std::string_view header, std::string_view payload) {
  return crc32c(payload, crc32c(header.substr(8, 4), crc32c(header.substr(0, 4))));
}

}  // namespace

std::string encode_segment_header(const SegmentHeader& header) {
  std::string out(magic);
  put(out, format_version);
  put(out, std::uint32_t{0});
  put(out, header.base);
  put(out, header.created_us);
  put(out, crc32c(out));
  put(out, std::uint32_t{0});
  return out;
}

std::optional<SegmentHeader> decode_segment_header(std::string_view bytes) {
  if (bytes.size() < segment_header_bytes || !bytes.starts_with(magic)) return std::nullopt;
  if (get<std::uint32_t>(bytes, 8) != format_version) return std::nullopt;
  if (get<std::uint32_t>(bytes, 32) != crc32c(bytes.substr(0, 32))) return std::nullopt;
  return SegmentHeader{get<std::uint64_t>(bytes, 16), get<std::int64_t>(bytes, 24)};
}

void append_record(std::string& out, std::uint8_t type, std::string_view payload, std::uint32_t mark) {
  const auto start = out.size();
  put(out, static_cast<std::uint32_t>(payload.size()));
  put(out, std::uint32_t{0});
  put(out, type | mark << 8);
  out += payload;
  const auto header = std::string_view(out).substr(start, record_header_bytes);
  const auto crc = record_crc(header, payload);
  std::memcpy(out.data() + start + 4, &crc, sizeof crc);
}

ReadState read_record(std::string_view bytes, RecordView& out) {
  if (bytes.size() < record_header_bytes) return ReadState::truncated;
  const auto length = get<std::uint32_t>(bytes, 0);
  if (length > max_record_bytes) return ReadState::corrupt;
  if (bytes.size() - record_header_bytes < length) return ReadState::truncated;
  const auto payload = bytes.substr(record_header_bytes, length);
  if (get<std::uint32_t>(bytes, 4) != record_crc(bytes.substr(0, record_header_bytes), payload))
    return ReadState::corrupt;
  out.type = static_cast<std::uint8_t>(bytes[8]);
  out.mark = get<std::uint32_t>(bytes, 8) >> 8;
  out.payload = payload;
  return ReadState::complete;
}

// SplitMix64's finalizer (Steele, Lea, Flood, 2014) over both numbers.
std::uint32_t group_mark(Lsn position, std::int64_t segment_created_us) {
  auto mixed = position + static_cast<std::uint64_t>(segment_created_us) * 0x9e3779b97f4a7c15ULL;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
  const auto mark = static_cast<std::uint32_t>(mixed >> 40);
  return mark == 0 ? 1 : mark;
}

std::optional<std::size_t> find_group(std::string_view bytes, Lsn position, std::int64_t segment_created_us) {
  RecordView view;
  for (std::size_t at = 0; at + record_header_bytes <= bytes.size(); ++at) {
    // The mark first: it is right by chance once in 16 million, so checksums are hardly ever computed; and
    // zeros, of which segments made ahead have many, are none.
    const auto mark = get<std::uint32_t>(bytes, at + 8) >> 8;
    if (mark == 0 || mark != group_mark(position + at, segment_created_us)) continue;
    if (read_record(bytes.substr(at), view) == ReadState::complete) return at;
  }
  return std::nullopt;
}

std::string segment_name(Lsn base) { return fmt::format("{:020}{}", base, suffix); }

std::optional<Lsn> parse_segment_name(std::string_view name) {
  if (name.size() != 20 + suffix.size() || !name.ends_with(suffix)) return std::nullopt;
  Lsn base = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + 20, base);
  if (error != std::errc() || end != name.data() + 20) return std::nullopt;
  return base;
}

}  // namespace leapfrog::log
