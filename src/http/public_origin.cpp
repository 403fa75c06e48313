#include "http/public_origin.h"

#include <algorithm>

#include "http/message.h"

namespace leapfrog::http {
namespace {

std::string public_origin;

}  // namespace

Result<std::string> parse_origin(std::string_view url) {
  const auto wrong = [] {
    return invalid("Expected a URL such as https://app.example.com, without a path.");
  };
  while (url.ends_with('/')) url.remove_suffix(1);
  const auto scheme = url.starts_with("https://") ? 8U : url.starts_with("http://") ? 7U : 0U;
  const auto authority = url.substr(scheme);
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == ':' || c == '[' || c == ']';
  };
  if (scheme == 0 || authority.empty() || !std::ranges::all_of(authority, is_plain)) return wrong();
  return std::string(url);
}

void set_public_origin(std::string origin) { public_origin = std::move(origin); }

std::string link_origin(const Request& request) {
  return public_origin.empty() ? request.origin() : public_origin;
}

}  // namespace leapfrog::http
