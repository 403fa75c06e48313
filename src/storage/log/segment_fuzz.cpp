#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "storage/log/format.h"

namespace {

using namespace leapfrog::log;
constexpr std::int64_t created_us = 1'767'225'600'000'000;

void check(bool holds) {
  if (!holds) __builtin_trap();
}

// Reading any bytes as records ends, and stays within them.
void read_anything(std::string_view bytes) {
  RecordView view;
  for (auto rest = bytes; read_record(rest, view) == ReadState::complete;) {
    check(view.total_bytes() <= rest.size());
    rest.remove_prefix(view.total_bytes());
  }
  (void)decode_segment_header(bytes);
  if (const auto group = find_group(bytes, 0, created_us)) {
    check(read_record(bytes.substr(*group), view) == ReadState::complete && view.mark != 0);
  }
}

// Groups of two records whose payloads are pieces of the input, one byte of it all changed: what is before
// stays readable, and reading goes on at the group behind.
void damage(std::string_view bytes) {
  const auto where = static_cast<std::uint8_t>(bytes[0]) | static_cast<std::uint8_t>(bytes[1]) << 8;
  const auto flip = static_cast<char>(bytes[2] == 0 ? 1 : bytes[2]);
  const auto piece = static_cast<std::size_t>(static_cast<std::uint8_t>(bytes[3])) + 1;
  bytes.remove_prefix(4);
  std::string segment;
  std::vector<std::size_t> groups;
  while (!bytes.empty()) {
    groups.push_back(segment.size());
    append_record(segment, 1, bytes.substr(0, piece), group_mark(segment.size(), created_us));
    append_record(segment, 2, bytes.substr(0, piece / 2), 0);
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  if (segment.empty()) return;
  const auto changed = where % segment.size();
  segment[changed] = static_cast<char>(segment[changed] ^ flip);

  RecordView view;
  std::size_t at = 0;
  while (read_record(std::string_view(segment).substr(at), view) == ReadState::complete)
    at += view.total_bytes();
  check(at <= changed);  // the checksum sees every changed byte
  std::size_t behind = segment.size();
  for (auto group = groups.rbegin(); group != groups.rend() && *group > changed; ++group) behind = *group;
  const auto found = find_group(std::string_view(segment).substr(at + 1), at + 1, created_us);
  if (behind < segment.size()) check(found && at + 1 + *found <= behind);
}

}  // namespace

// A segment after any damage: docs/internals/ingest-log.md.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read_anything(bytes);
  if (bytes.size() > 4) damage(bytes);
  return 0;
}
