// The headers of Capture V1: who sends, which attempt, when, and how the body is packed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "http/message.h"

namespace leapfrog::capture {

enum class V1Encoding : std::uint8_t { none, gzip, deflate, brotli, zstd };

struct V1Headers {
  std::string token;
  V1Encoding encoding = V1Encoding::none;
  std::string request_id;  // as it was sent, to be echoed
  std::uint32_t attempt = 1;
  Instant sent_at;               // PostHog-Request-Timestamp
  std::string lib, lib_version;  // of PostHog-Sdk-Info "name/version"; "" when it is malformed
};

// Errors: missing_token (401), missing_headers and invalid_header (400), invalid_token (401),
// unsupported_content_type and unsupported_content_encoding (415).
Result<V1Headers> read_v1_headers(const http::Headers& headers);

Result<std::string> decode_v1_body(std::string_view body, V1Encoding encoding, std::size_t max_text);

}  // namespace leapfrog::capture
