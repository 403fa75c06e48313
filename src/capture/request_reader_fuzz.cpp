// JSON requests from outside, against a second parser: both agree on what is JSON, and what capture hands on
// can be read again. Then both protocols decide on it.
#include <cstddef>
#include <cstdint>

#include "base/json.h"
#include "capture/timestamps.h"
#include "capture/v0_request.h"
#include "capture/v1_request.h"

using namespace leapfrog;

namespace {

void check_event(const capture::CapturedEvent& event) {
  CHECK(!event.event.empty() && !event.distinct_id.empty());
  CHECK(parse_json(event.properties)->is_object());
  for (const auto* raw : {&event.set, &event.set_once, &event.unset}) CHECK(raw->empty() || parse_json(*raw));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string original(reinterpret_cast<const char*>(data), size);
  // With the exact size, so that the sanitizer sees reads beyond the text.
  auto text = original;
  static capture::RequestReader reader;
  const capture::Limits limits;
  const auto raw = reader.read(text, limits);
  const auto reference = parse_json(original, {.depth = 200});
  if (raw) CHECK(reference.has_value());
  if (!raw) return 0;
  const auto now = from_micros(1'767'268'800'000'000);
  for (const auto endpoint :
       {capture::Endpoint::events, capture::Endpoint::engage, capture::Endpoint::replay}) {
    const auto decided = capture::decide_v0(*raw, {endpoint, now, std::nullopt, limits});
    CHECK(!decided.refused || decided.events.empty());
    for (const auto& event : decided.events) check_event(event);
  }
  capture::V1Headers headers;
  headers.sent_at = now;
  headers.lib = "fuzz\"";
  headers.lib_version = "1";
  if (const auto decided = capture::decide_v1(*raw, headers, now, limits)) {
    for (const auto& event : decided->events) check_event(event);
    capture::v1_answer(decided->results);
  }
  return 0;
}
