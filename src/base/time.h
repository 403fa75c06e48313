// Instants with microsecond precision, always UTC. Zones appear only where people read or group by them.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace leapfrog {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

// The only way for product code to learn the time, so that tests can stop it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};
const Clock& system_clock();

class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() const override { return now_; }
  void advance(microseconds by) { now_ += by; }

 private:
  Instant now_;
};

inline std::int64_t to_micros(Instant instant) { return instant.time_since_epoch().count(); }
inline Instant from_micros(std::int64_t micros) { return Instant(microseconds(micros)); }

// "2026-11-21T00:56:34.123456Z"
std::string format_iso(Instant instant);
// "2026-11-21 00:56:34.123456", what ClickHouse reads and writes.
std::string format_sql(Instant instant);
// RFC 3339 and ISO 8601 as our own programs write it; the lenient reader of SDK timestamps is capture's.
Result<Instant> parse_iso(std::string_view text);

}  // namespace leapfrog
