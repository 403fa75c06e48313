// What one request may cost. Bytes where not said otherwise.
#pragma once

#include <cstddef>

namespace leapfrog::capture {

struct Limits {
  std::size_t body = 20 << 20;         // as sent, v0
  std::size_t replay_body = 25 << 20;  // as sent, /s/
  std::size_t v1_body = 10 << 20;      // as sent, Capture V1
  std::size_t decompressed = 100 << 20;
  std::size_t event = 1 << 20;          // properties and person updates of one event
  std::size_t properties = 10'000;      // keys of one event's properties
  std::size_t events = 10'000;          // of one request
  std::size_t depth = 64;               // of nested JSON values
  std::size_t inline_text = 256 << 10;  // beyond it a body is decoded off the I/O thread
  std::size_t waiting_bodies = 32;      // large bodies waiting for that; beyond it: 503
};

}  // namespace leapfrog::capture
