// Dates from outside: no overflow, and the result is always within the years that can be stored.
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/result.h"
#include "capture/timestamps.h"

using namespace leapfrog;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 8) return 0;
  std::int64_t offset = 0;
  std::memcpy(&offset, data, 8);
  const std::string_view text(reinterpret_cast<const char*>(data + 8), size - 8);
  const auto now = from_micros(1'767'268'800'000'000);
  const auto parsed = capture::parse_timestamp(text);
  if (parsed) CHECK(format_iso(*parsed).size() == 27);
  if (const auto strict = capture::parse_rfc3339(text)) CHECK(parsed == strict);
  capture::query_sent_at(text);
  for (const auto& sent_at : {std::optional<Instant>(), parsed, std::optional(now)}) {
    const auto time = capture::event_time({text, std::nullopt, sent_at, now});
    CHECK(time - now <= std::chrono::hours(23));
    CHECK(format_iso(capture::event_time({text, offset, sent_at, now})).size() == 27);
  }
  return 0;
}
