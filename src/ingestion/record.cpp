#include "ingestion/record.h"

#include <cstring>

namespace leapfrog::ingestion {
namespace {

constexpr std::uint8_t record_version = 1;
constexpr std::uint8_t flag_historical = 1;
constexpr std::size_t smallest_event = 16 + 8 + 6;  // uuid, timestamp, six empty strings

class Writer {
 public:
  template <class T>
  void fixed(T value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
    bytes += static_cast<char>(value);
  }
  void text(std::string_view value) {
    number(value.size());
    bytes += value;
  }
  std::string bytes;
};

// Reads what Writer wrote. After the first read beyond the end `ok` is false and every value is empty.
class Parser {
 public:
  explicit Parser(std::string_view bytes) : bytes_(bytes) {}
  template <class T>
  T fixed() {
    T value{};
    const auto raw = take(sizeof value);
    if (ok) std::memcpy(&value, raw.data(), sizeof value);
    return value;
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto raw = take(1);
      if (!ok) return 0;
      const auto byte = static_cast<std::uint8_t>(raw[0]);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    ok = false;
    return 0;
  }
  std::string_view text() {
    const auto length = number();
    return ok ? take(length) : std::string_view();
  }
  std::size_t position() const { return position_; }
  std::size_t left() const { return bytes_.size() - position_; }
  bool ok = true;

 private:
  std::string_view take(std::uint64_t length) {
    if (!ok || length > left()) {
      ok = false;
      return {};
    }
    const auto taken = bytes_.substr(position_, length);
    position_ += length;
    return taken;
  }
  std::string_view bytes_;
  std::size_t position_ = 0;
};

Failure malformed() { return internal_error("A record of the ingest log is malformed."); }

}  // namespace

std::string encode_batch(const capture::CapturedBatch& batch) {
  Writer out;
  std::size_t size = 64 + batch.client_ip.size() + batch.user_agent.size();
  for (const auto& event : batch.events) {
    size += 64 + event.event.size() + event.distinct_id.size() + event.properties.size() + event.set.size() +
            event.set_once.size() + event.unset.size();
  }
  out.bytes.reserve(size);
  out.fixed(record_version);
  out.fixed(static_cast<std::uint8_t>(batch.historical ? flag_historical : 0));
  out.number(static_cast<std::uint64_t>(batch.project));
  out.fixed(to_micros(batch.received_at));
  out.text(batch.client_ip);
  out.text(batch.user_agent);
  out.number(batch.events.size());
  for (const auto& event : batch.events) {
    out.fixed(event.uuid.bytes);
    out.fixed(to_micros(event.timestamp));
    out.text(event.event);
    out.text(event.distinct_id);
    out.text(event.properties);
    out.text(event.set);
    out.text(event.set_once);
    out.text(event.unset);
  }
  return std::move(out.bytes);
}

std::string encode_rejection(const capture::Rejection& rejection) {
  Writer out;
  out.fixed(record_version);
  out.number(static_cast<std::uint64_t>(rejection.project));
  out.fixed(to_micros(rejection.received_at));
  out.text(rejection.reason);
  out.number(rejection.count);
  out.text(rejection.example);
  return std::move(out.bytes);
}

Result<BatchView> decode_batch(std::string_view payload) {
  Parser in(payload);
  BatchView batch;
  if (in.fixed<std::uint8_t>() != record_version) return malformed();
  batch.historical = (in.fixed<std::uint8_t>() & flag_historical) != 0;
  batch.project = static_cast<accounts::ProjectId>(in.number());
  batch.received_at = from_micros(in.fixed<std::int64_t>());
  batch.client_ip = in.text();
  batch.user_agent = in.text();
  const auto count = in.number();
  if (!in.ok || count > in.left() / smallest_event) return malformed();
  batch.events.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    EventView event;
    event.offset = static_cast<std::uint32_t>(in.position());
    event.uuid.bytes = in.fixed<decltype(event.uuid.bytes)>();
    event.timestamp = from_micros(in.fixed<std::int64_t>());
    event.event = in.text();
    event.distinct_id = in.text();
    event.properties = in.text();
    event.set = in.text();
    event.set_once = in.text();
    event.unset = in.text();
    if (!in.ok) return malformed();
    batch.events.push_back(event);
  }
  if (in.left() != 0) return malformed();
  return batch;
}

Result<capture::Rejection> decode_rejection(std::string_view payload) {
  Parser in(payload);
  capture::Rejection rejection;
  if (in.fixed<std::uint8_t>() != record_version) return malformed();
  rejection.project = static_cast<accounts::ProjectId>(in.number());
  rejection.received_at = from_micros(in.fixed<std::int64_t>());
  rejection.reason = in.text();
  rejection.count = static_cast<std::uint32_t>(in.number());
  rejection.example = in.text();
  if (!in.ok || in.left() != 0) return malformed();
  return rejection;
}

}  // namespace leapfrog::ingestion
