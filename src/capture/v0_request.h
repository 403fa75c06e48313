// What a v0 capture request says, decided: the token, the events to store and what is refused. Pure: no
// clock, no projects, no I/O.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "capture/captured.h"
#include "capture/limits.h"
#include "capture/rejections.h"
#include "capture/request_reader.h"

namespace leapfrog::capture {

enum class Endpoint {
  events,
  engage,  // events without a name are $identify
  replay,  // $snapshot events
};

struct V0Context {
  Endpoint endpoint = Endpoint::events;
  Instant now;
  std::optional<Instant> query_sent_at;
  const Limits& limits;
};

// Events left out of a request whose others are taken.
struct Dropped {
  Reason reason;
  std::uint32_t count;
  std::string example;
};

struct V0Request {
  std::string token;  // "" when none was found or it has no valid shape
  bool historical = false;
  bool internal = false;  // some event has capture_internal: the address is recorded as 127.0.0.1
  std::vector<CapturedEvent> events;
  std::vector<Dropped> dropped;
  // The request as a whole is refused with this; `events` is empty then.
  std::optional<Error> refused;
  std::uint32_t refused_count = 0;
  std::string refused_example;
};

// A bad event refuses the whole request. Three kinds are left out instead: $performance_event, $snapshot (not
// stored yet), and events over the size limit (a client that is told "no" would lose its whole batch). When
// nothing else remains, the request is refused, except for snapshots.
V0Request decide_v0(const RawRequest& raw, const V0Context& context);

}  // namespace leapfrog::capture
