#include "capture/body.h"

#include <algorithm>

#include <fmt/format.h>

#include "capture/base64.h"
#include "capture/capture.h"
#include "capture/compression.h"
#include "capture/lz_string.h"
#include "capture/rejections.h"

namespace leapfrog::capture {
namespace {

enum class Hint { none, gzip, lz_string };

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

Hint read_hint(std::string_view name) {
  const auto hint = lower_case(name);
  if (hint == "gzip" || hint == "gzip-js") return Hint::gzip;
  if (hint == "lz64" || hint == "lz-string") return Hint::lz_string;
  return Hint::none;  // base64 is recognised by its looks, anything else is ignored
}

// A form begins with a name and '='; JSON and compressed bytes do not.
bool looks_like_form(std::string_view text) {
  const auto end = text.find('=');
  if (end == std::string_view::npos || end == 0 || end > 64) return false;
  const auto name = text.substr(0, end);
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == '%' || c == '$';
  });
}

bool is_form(const http::Headers& headers) {
  return lower_case(headers.get("Content-Type")).starts_with("application/x-www-form-urlencoded");
}

Result<std::string> decompress(std::string payload, Hint hint, const Limits& limits, std::size_t max_text) {
  if (hint == Hint::gzip || has_gzip_magic(payload)) return gunzip(payload, max_text);
  // Only retired SDKs send lz-string, and its dictionary costs several times its text: no more than a body's
  // worth.
  if (hint == Hint::lz_string) return decompress_lz_string(payload, std::min(max_text, limits.body));
  if (payload.size() > max_text) {
    return refuse(Reason::body_too_large, fmt::format("it exceeds {} bytes", max_text));
  }
  return payload;
}

}  // namespace

Result<std::string> decode_body(const http::Query& query, const http::Headers& headers, std::string_view body,
                                const Limits& limits, std::size_t max_text) {
  const auto in_query = query.get("data");
  std::string payload(in_query.empty() ? body : in_query);
  if (payload.empty()) return refuse(Reason::empty_body);

  const bool form_like = looks_like_form(payload);
  if (!form_like && is_base64(payload)) payload = TRY(decode_base64(payload));

  auto hint = query.get("compression");
  http::Query form;
  if (form_like && is_form(headers)) {
    form = http::Query::parse(payload);
    if (!form.has("data")) return refuse(Reason::undecodable_body, "expected a form field named data");
    payload = form.get("data");
    if (is_base64_with_spaces(payload)) std::replace(payload.begin(), payload.end(), ' ', '+');
    if (form.has("compression")) hint = form.get("compression");
  }
  if (hint.empty()) hint = headers.get("Content-Encoding");
  auto text = TRY(decompress(std::move(payload), read_hint(hint), limits, max_text));
  if (!is_base64(text)) return text;
  auto unwrapped = TRY(decode_base64(text));
  return has_gzip_magic(unwrapped) ? gunzip(unwrapped, max_text) : std::move(unwrapped);
}

Result<std::string> decode_sdk_body(const http::Request& request, std::size_t max_text) {
  return decode_body(request.query, request.headers, request.body, Limits{}, max_text);
}

}  // namespace leapfrog::capture
