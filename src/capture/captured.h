// What capture accepts and hands to the ingest log: events with their envelope decided, properties still raw
// JSON.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "accounts/projects.h"
#include "base/result.h"
#include "base/time.h"
#include "base/uuid.h"

namespace leapfrog::capture {

struct CapturedEvent {
  Uuid uuid;                // the client's, else a v7 made here
  std::string event;        // 1 to 200 characters
  std::string distinct_id;  // 1 to 200 characters
  Instant timestamp;        // skew-corrected
  std::string properties;   // raw JSON object, validated; "{}" when absent
  // Top-level $set, $set_once (raw JSON objects) and $unset (raw JSON array or object); "" when absent. They
  // win over the keys of the same name inside properties.
  std::string set;
  std::string set_once;
  std::string unset;
};

struct CapturedBatch {
  accounts::ProjectId project = 0;
  Instant received_at;
  std::string client_ip;  // only its network when the project does not keep addresses
  std::string user_agent;
  bool historical = false;
  std::vector<CapturedEvent> events;
};

// A request or an event that was refused, for the ledger and the ingestion warnings. project 0: no such
// project.
struct Rejection {
  accounts::ProjectId project = 0;
  Instant received_at;
  std::string
      reason;  // snake_case, from a closed set: "unknown_token", "missing_distinct_id", "too_large", …
  std::uint32_t count = 1;  // events, or 1 for a request that could not be read
  std::string example;      // ≤ 500 bytes of what it was, never a token
};

class Sink {
 public:
  virtual ~Sink() = default;
  // Calls `done` from another thread once the batch is durable, or with the error (`unavailable` when the log
  // may not grow). Never blocks; takes the batch over.
  virtual void append(CapturedBatch batch, std::function<void(Result<>)> done) = 0;
  // Best effort: counted with the next batch that is written.
  virtual void reject(Rejection rejection) = 0;
};

}  // namespace leapfrog::capture
