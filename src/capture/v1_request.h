// What a Capture V1 request says, decided event by event. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "capture/captured.h"
#include "capture/limits.h"
#include "capture/rejections.h"
#include "capture/request_reader.h"
#include "capture/v1_headers.h"

namespace leapfrog::capture {

enum class Verdict : std::uint8_t { ok, warning, drop, retry };

struct V1Result {
  std::string uuid;  // as the client wrote it
  Verdict verdict = Verdict::ok;
  std::string_view details;  // a code, "" for ok
};

struct V1Dropped {
  Reason reason;
  std::string example;
};

struct V1Request {
  bool historical = false;
  bool internal = false;              // capture_internal: the address is recorded as 127.0.0.1
  std::vector<V1Result> results;      // one per event, in order
  std::vector<CapturedEvent> events;  // those with verdict ok or warning
  std::vector<V1Dropped> dropped;
};

// Errors refuse the whole request: invalid_batch, no_events, and uuids that are missing or not unique,
// because a verdict could not be told to them.
Result<V1Request> decide_v1(const RawRequest& raw, const V1Headers& headers, Instant now,
                            const Limits& limits);

// {"results": {"<uuid>": {"result": …, "details"?: …}}}
json::value v1_answer(const std::vector<V1Result>& results);

// {error, error_description, error_uri}
json::value v1_error(const Error& error);

}  // namespace leapfrog::capture
