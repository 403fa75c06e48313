#include "capture/rejections.h"

namespace leapfrog::capture {
namespace {

using enum Reason;
constexpr auto bad = ErrorKind::invalid;
constexpr auto unauthenticated = ErrorKind::unauthenticated;
constexpr auto large = ErrorKind::too_large;

// In the order of the enumeration.
constexpr RejectionRule rules[] = {
    {empty_body, "empty_body", bad, "request missing data payload", "empty_body"},
    {undecodable_body, "undecodable_body", bad, "failed to decode request", "request_decoding_error"},
    {malformed_json, "malformed_json", bad, "failed to parse request", "request_parsing_error"},
    {too_deep, "too_deep", bad, "failed to parse request: values are nested too deep",
     "request_parsing_error"},
    {no_events, "no_events", bad, "request holds no event", "empty_batch"},
    {performance_event, "performance_event", bad, "payload empty after filtering invalid event types",
     "dropped_performance_event"},
    {missing_event_name, "missing_event_name", bad, "event submitted with an empty event name",
     "missing_event_name"},
    {missing_distinct_id, "missing_distinct_id", bad, "event submitted without a distinct_id",
     "missing_distinct_id"},
    {invalid_uuid, "invalid_uuid", bad, "event submitted with an invalid uuid", "missing_event_uuid"},
    {invalid_properties, "invalid_properties", bad,
     "failed to parse request: properties, $set and $set_once must be objects", "malformed_event_properties"},
    {too_many_properties, "too_many_properties", bad, "event submitted with too many properties",
     "malformed_event_properties"},
    {invalid_cookieless_mode, "invalid_cookieless_mode", bad,
     "event submitted with a $cookieless_mode that is not a boolean", "malformed_event_properties"},
    {missing_token, "missing_token", unauthenticated, "event submitted without an api_key",
     "invalid_api_token"},
    {inconsistent_tokens, "inconsistent_tokens", unauthenticated,
     "batch submitted with inconsistent api_key values", "invalid_api_token"},
    {invalid_token, "invalid_token", unauthenticated, "API key is not valid", "invalid_api_token"},
    {unknown_token, "unknown_token", unauthenticated,
     "API key is not valid: no project has it. Copy the project's API key (phc_...) from its settings.",
     "invalid_api_token"},
    {body_too_large, "body_too_large", large, "maximum event size exceeded", "payload_too_large"},
    {event_too_large, "event_too_large", large, "maximum event size exceeded: one event is too large",
     "payload_too_large"},
    {too_many_events, "too_many_events", large, "maximum event size exceeded: too many events in one request",
     "payload_too_large"},
    {missing_snapshot_data, "missing_snapshot_data", bad, "replay event submitted without snapshot data",
     "malformed_event_properties"},
    {missing_session_id, "missing_session_id", bad, "replay event submitted without session id",
     "malformed_event_properties"},
    {invalid_session_id, "invalid_session_id", bad, "replay event has invalid session id",
     "malformed_event_properties"},
    {replay_not_stored_yet, "replay_not_stored_yet", bad, "session recordings are not stored yet",
     "replay_not_stored"},
    {missing_headers, "missing_headers", bad, "required headers are missing", "missing_required_headers"},
    {invalid_header, "invalid_header", bad, "a header has an invalid value", "invalid_header_value"},
    {unsupported_content_type, "unsupported_content_type", ErrorKind::unsupported,
     "the Content-Type must be application/json", "unsupported_content_type"},
    {unsupported_content_encoding, "unsupported_content_encoding", ErrorKind::unsupported,
     "the Content-Encoding must be absent or one of gzip, deflate, br, zstd", "unsupported_content_encoding"},
    {invalid_batch, "invalid_batch", bad, "the body must be an object with created_at and a batch of events",
     "invalid_batch"},
    {event_name_too_long, "event_name_too_long", bad, "the event name is longer than 200 characters",
     "event_name_too_long"},
    {distinct_id_too_long, "distinct_id_too_long", bad, "the distinct_id is longer than 200 characters",
     "distinct_id_too_large"},
    {illegal_distinct_id, "illegal_distinct_id", bad,
     "the distinct_id cannot tell people apart; send an id of the person or device", "invalid_distinct_id"},
    {missing_event_uuid, "missing_event_uuid", bad, "the event has no valid uuid", "missing_event_uuid"},
    {duplicate_event_uuid, "duplicate_event_uuid", bad, "the uuid occurs more than once in the batch",
     "duplicate_event_uuid"},
    {invalid_event_timestamp, "invalid_event_timestamp", bad, "the timestamp must be in RFC 3339 form",
     "invalid_event_timestamp"},
    {invalid_options, "invalid_options", bad, "an option has a value that cannot be read", "invalid_options"},
};

}  // namespace

std::span<const RejectionRule> rejection_rules() { return rules; }

const RejectionRule& rule_of(Reason reason) {
  const auto& rule = rules[static_cast<std::size_t>(reason)];
  CHECK(rule.reason == reason);
  return rule;
}

Failure refuse(Reason reason) {
  const auto& rule = rule_of(reason);
  return failure(rule.kind, std::string(rule.name), std::string(rule.sentence));
}

Failure refuse(Reason reason, std::string_view detail) {
  const auto& rule = rule_of(reason);
  return failure(rule.kind, std::string(rule.name), std::string(rule.sentence) + ": " + std::string(detail));
}

}  // namespace leapfrog::capture
