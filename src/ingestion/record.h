// Captured batches and rejections as payloads of log records; docs/internals/ingest-log.md has the bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "capture/captured.h"

namespace leapfrog::ingestion {

enum class RecordType : std::uint8_t { batch = 1, rejection = 2 };

std::string encode_batch(const capture::CapturedBatch& batch);
std::string encode_rejection(const capture::Rejection& rejection);

// One event inside a record's payload; the views point into it.
struct EventView {
  std::uint32_t offset = 0;  // of the event's first byte in the payload: with the record's position, its own
  Uuid uuid;
  Instant timestamp;
  std::string_view event;
  std::string_view distinct_id;
  std::string_view properties;
  std::string_view set;
  std::string_view set_once;
  std::string_view unset;
};

struct BatchView {
  accounts::ProjectId project = 0;
  Instant received_at;
  std::string_view client_ip;
  std::string_view user_agent;
  bool historical = false;
  std::vector<EventView> events;
};

Result<BatchView> decode_batch(std::string_view payload);
Result<capture::Rejection> decode_rejection(std::string_view payload);

}  // namespace leapfrog::ingestion
