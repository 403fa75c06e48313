// Why a request or an event is refused: one closed list. Each reason has the name the ledger counts it under,
// the kind that decides the HTTP status, the sentence of v0 answers and the code of Capture V1 answers.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"

namespace leapfrog::capture {

enum class Reason : std::uint8_t {
  empty_body,
  undecodable_body,
  malformed_json,
  too_deep,
  no_events,
  performance_event,
  missing_event_name,
  missing_distinct_id,
  invalid_uuid,
  invalid_properties,
  too_many_properties,
  invalid_cookieless_mode,
  missing_token,
  inconsistent_tokens,
  invalid_token,
  unknown_token,
  body_too_large,
  event_too_large,
  too_many_events,
  missing_snapshot_data,
  missing_session_id,
  invalid_session_id,
  replay_not_stored_yet,
  missing_headers,
  invalid_header,
  unsupported_content_type,
  unsupported_content_encoding,
  invalid_batch,
  event_name_too_long,
  distinct_id_too_long,
  illegal_distinct_id,
  missing_event_uuid,
  duplicate_event_uuid,
  invalid_event_timestamp,
  invalid_options,
};

struct RejectionRule {
  Reason reason;
  std::string_view name;
  ErrorKind kind;
  std::string_view sentence;
  std::string_view v1_code;
};

std::span<const RejectionRule> rejection_rules();
const RejectionRule& rule_of(Reason reason);

// An error whose code is the reason's name and whose detail is its sentence, followed by ": detail" if any.
Failure refuse(Reason reason);
Failure refuse(Reason reason, std::string_view detail);

}  // namespace leapfrog::capture
