#include "storage/log/reader.h"

#include <fmt/format.h>

namespace leapfrog::log {
namespace {

constexpr std::size_t read_ahead_bytes = 4 << 20;

class SegmentsReader final : public Reader {
 public:
  SegmentsReader(Lsn position, std::function<std::vector<SegmentInfo>()> segments,
                 std::function<Lsn()> durable_end)
      : position_(position), segments_(std::move(segments)), durable_end_(std::move(durable_end)) {}

  Lsn position() const override { return position_; }

  Result<std::optional<Record>> next() override {
    const auto end = durable_end_();
    if (position_ >= end) return std::nullopt;
    if (!file_.is_open() || position_ < base_ || position_ >= segment_end_) TRY(open_segment_at_position());
    RecordView view;
    auto state = read_record(unread(), view);
    if (state == ReadState::truncated) {
      TRY(fill(end));
      state = read_record(unread(), view);
    }
    if (state != ReadState::complete) {
      return internal_error(
          fmt::format("The ingest log is damaged at position {} in {}.", position_, file_.path()));
    }
    Record record{position_, view.type, view.payload};
    consumed_ += view.total_bytes();
    position_ += view.total_bytes();
    return record;
  }

 private:
  std::string_view unread() const { return std::string_view(buffer_).substr(consumed_); }

  Result<> open_segment_at_position() {
    for (const auto& segment : segments_()) {
      if (position_ < segment.base || position_ >= segment.end) continue;
      file_ = TRY(File::open_to_read(segment.path));
      base_ = segment.base;
      segment_end_ = segment.end;
      buffer_.clear();
      consumed_ = 0;
      return {};
    }
    return internal_error(fmt::format("The ingest log has no segment for position {}.", position_));
  }

  // Reads on from the first byte not consumed, enough for at least one whole record.
  Result<> fill(Lsn durable_end) {
    // The segment may have grown since it was opened.
    for (const auto& segment : segments_()) {
      if (segment.base == base_) segment_end_ = segment.end;
    }
    const auto until = std::min(segment_end_, durable_end);
    std::size_t wanted = read_ahead_bytes;
    if (unread().size() >= sizeof(std::uint32_t)) {
      std::uint32_t length = 0;
      unread().copy(reinterpret_cast<char*>(&length), sizeof length);
      if (length <= max_record_bytes) wanted = std::max<std::size_t>(wanted, record_header_bytes + length);
    }
    const auto available = static_cast<std::size_t>(until - position_);
    const auto offset = segment_header_bytes + (position_ - base_);
    TRY(file_.read_at(offset, std::min(wanted, available), buffer_));
    consumed_ = 0;
    if (buffer_.size() < available && buffer_.size() >= record_header_bytes) {
      RecordView view;
      if (read_record(buffer_, view) == ReadState::truncated) {
        std::uint32_t length = 0;
        buffer_.copy(reinterpret_cast<char*>(&length), sizeof length);
        TRY(file_.read_at(offset, std::min(record_header_bytes + std::size_t{length}, available), buffer_));
      }
    }
    return {};
  }

  Lsn position_;
  std::function<std::vector<SegmentInfo>()> segments_;
  std::function<Lsn()> durable_end_;
  File file_;
  Lsn base_ = 0;
  Lsn segment_end_ = 0;
  std::string buffer_;
  std::size_t consumed_ = 0;
};

Result<std::uint64_t> written_end(const File& file, const ScanResult& scanned) {
  auto end = scanned.valid_bytes;
  std::string buffer;
  for (auto at = scanned.valid_bytes; at < scanned.file_bytes; at += buffer.size()) {
    TRY(file.read_at(at, read_ahead_bytes, buffer));
    if (buffer.empty()) break;
    if (const auto last = buffer.find_last_not_of('\0'); last != std::string::npos) end = at + last + 1;
  }
  return end;
}

}  // namespace

std::unique_ptr<Reader> make_reader(Lsn position, std::function<std::vector<SegmentInfo>()> segments,
                                    std::function<Lsn()> durable_end) {
  return std::make_unique<SegmentsReader>(position, std::move(segments), std::move(durable_end));
}

namespace {

// Where a later group begins, searched from an offset in the file.
Result<std::optional<std::uint64_t>> find_group_from(const File& file, std::uint64_t offset,
                                                     std::uint64_t file_bytes, const SegmentHeader& header) {
  std::string rest;
  TRY(file.read_at(offset, file_bytes - offset, rest));
  const auto found = find_group(rest, header.base + offset - segment_header_bytes, header.created_us);
  if (!found) return std::nullopt;
  return offset + *found;
}

}  // namespace

Result<ScanResult> scan_segment(const File& file,
                                const std::function<void(const Reader::Record&, Lsn base)>& on_record) {
  ScanResult result;
  result.file_bytes = TRY(file.size());
  std::string buffer;
  TRY(file.read_at(0, segment_header_bytes, buffer));
  const auto header = decode_segment_header(buffer);
  if (!header) {
    result.written_bytes = result.file_bytes;
    return result;
  }
  result.valid_bytes = segment_header_bytes;
  std::size_t wanted = read_ahead_bytes;
  while (result.valid_bytes < result.file_bytes) {
    TRY(file.read_at(result.valid_bytes, wanted, buffer));
    std::string_view rest = buffer;
    RecordView view;
    ReadState state;
    while ((state = read_record(rest, view)) == ReadState::complete) {
      const auto lsn = header->base + result.valid_bytes - segment_header_bytes;
      if (on_record) on_record(Reader::Record{lsn, view.type, view.payload}, header->base);
      result.valid_bytes += view.total_bytes();
      rest.remove_prefix(view.total_bytes());
    }
    if (result.valid_bytes == result.file_bytes) break;
    const bool at_file_end = result.valid_bytes + rest.size() >= result.file_bytes;
    if (state == ReadState::corrupt || at_file_end) {
      const auto group = TRY(find_group_from(file, result.valid_bytes + 1, result.file_bytes, *header));
      if (!group) break;
      result.damaged.push_back({result.valid_bytes, *group});
      result.valid_bytes = *group;
      wanted = read_ahead_bytes;
      continue;
    }
    std::uint32_t length = 0;
    if (rest.size() >= sizeof length) rest.copy(reinterpret_cast<char*>(&length), sizeof length);
    wanted = std::max<std::size_t>(read_ahead_bytes, record_header_bytes + length);
  }
  result.written_bytes = TRY(written_end(file, result));
  return result;
}

}  // namespace leapfrog::log
