#include "capture/v1_headers.h"

#include <charconv>

#include <fmt/format.h>

#include "base/uuid.h"
#include "capture/compression.h"
#include "capture/event_fields.h"
#include "capture/rejections.h"
#include "capture/timestamps.h"

namespace leapfrog::capture {
namespace {

constexpr std::size_t max_sdk_info = 128;

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

Result<> require_headers(const http::Headers& headers) {
  static constexpr std::string_view required[] = {"User-Agent",         "Content-Type",
                                                  "PostHog-Sdk-Info",   "PostHog-Attempt",
                                                  "PostHog-Request-Id", "PostHog-Request-Timestamp"};
  std::string missing;
  for (const auto name : required) {
    if (headers.has(name)) continue;
    if (!missing.empty()) missing += ", ";
    missing += name;
  }
  if (!missing.empty()) return refuse(Reason::missing_headers, missing);
  return {};
}

Result<std::string> bearer_token(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (lower_case(authorization.substr(0, scheme.size())) != scheme) {
    return refuse(Reason::invalid_header, "Authorization must be \"Bearer <project API key>\"");
  }
  const auto token = trim(authorization.substr(scheme.size()));
  TRY(check_token(token));
  return std::string(token);
}

Result<V1Encoding> encoding_of(const http::Headers& headers) {
  const auto name = lower_case(trim(headers.get("Content-Encoding")));
  if (name.empty() || name == "identity") return V1Encoding::none;
  if (name == "gzip") return V1Encoding::gzip;
  if (name == "deflate") return V1Encoding::deflate;
  if (name == "br") return V1Encoding::brotli;
  if (name == "zstd") return V1Encoding::zstd;
  return refuse(Reason::unsupported_content_encoding);
}

void read_sdk_info(std::string_view info, V1Headers& out) {
  const auto slash = info.rfind('/');
  if (slash == std::string_view::npos || info.size() > max_sdk_info) return;
  const auto lib = trim(info.substr(0, slash));
  const auto version = trim(info.substr(slash + 1));
  if (lib.empty() || version.empty()) return;
  out.lib = lib;
  out.lib_version = version;
}

}  // namespace

Result<V1Headers> read_v1_headers(const http::Headers& headers) {
  if (!headers.has("Authorization")) return refuse(Reason::missing_token);
  TRY(require_headers(headers));
  V1Headers out;
  out.token = TRY(bearer_token(headers.get("Authorization")));
  const auto type = headers.get("Content-Type");
  if (lower_case(trim(type.substr(0, type.find(';')))) != "application/json") {
    return refuse(Reason::unsupported_content_type);
  }
  out.encoding = TRY(encoding_of(headers));
  out.request_id = headers.get("PostHog-Request-Id");
  if (!Uuid::parse(out.request_id))
    return refuse(Reason::invalid_header, "PostHog-Request-Id must be a UUID");
  const auto attempt = headers.get("PostHog-Attempt");
  const auto* end = attempt.data() + attempt.size();
  const auto [stop, error] = std::from_chars(attempt.data(), end, out.attempt);
  if (error != std::errc() || stop != end || out.attempt < 1) {
    return refuse(Reason::invalid_header, "PostHog-Attempt must be a whole number from 1 on");
  }
  const auto sent_at = parse_rfc3339(headers.get("PostHog-Request-Timestamp"));
  if (!sent_at) return refuse(Reason::invalid_header, "PostHog-Request-Timestamp must be in RFC 3339 form");
  out.sent_at = *sent_at;
  read_sdk_info(headers.get("PostHog-Sdk-Info"), out);
  return out;
}

Result<std::string> decode_v1_body(std::string_view body, V1Encoding encoding, std::size_t max_text) {
  if (body.empty()) return refuse(Reason::empty_body);
  switch (encoding) {
    case V1Encoding::gzip:
      return gunzip(body, max_text);
    case V1Encoding::deflate:
      return inflate_deflate(body, max_text);
    case V1Encoding::brotli:
      return decompress_brotli(body, max_text);
    case V1Encoding::zstd:
      return decompress_zstd(body, max_text);
    case V1Encoding::none:
      break;
  }
  if (body.size() > max_text) {
    return refuse(Reason::body_too_large, fmt::format("it exceeds {} bytes", max_text));
  }
  return std::string(body);
}

}  // namespace leapfrog::capture
