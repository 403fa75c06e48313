#include "http/proxies.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace leapfrog::http {
namespace {

std::optional<std::string> address_bytes(std::string_view text) {
  const std::string zero_terminated(text);
  std::string bytes(16, '\0');
  if (inet_pton(AF_INET6, zero_terminated.c_str(), bytes.data()) == 1) return bytes;
  if (inet_pton(AF_INET, zero_terminated.c_str(), bytes.data() + 12) == 1) {
    bytes[10] = bytes[11] = '\xff';
    return bytes;
  }
  return std::nullopt;
}

bool same_prefix(std::string_view a, std::string_view b, int bits) {
  for (int i = 0; i < bits / 8; ++i) {
    if (a[static_cast<std::size_t>(i)] != b[static_cast<std::size_t>(i)]) return false;
  }
  if (bits % 8 == 0) return true;
  const auto at = static_cast<std::size_t>(bits / 8);
  const int shift = 8 - bits % 8;
  return (static_cast<unsigned char>(a[at]) >> shift) == (static_cast<unsigned char>(b[at]) >> shift);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// "[::1]:80" → "::1", "1.2.3.4:80" → "1.2.3.4"
std::string_view without_port(std::string_view address) {
  if (address.starts_with('[')) return address.substr(1, address.find(']') - 1);
  if (address.find('.') != std::string_view::npos) return address.substr(0, address.find(':'));
  return address;
}

}  // namespace

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& blocks) {
  TrustedProxies proxies;
  for (const auto& text : blocks) {
    const auto slash = text.find('/');
    const auto bytes = address_bytes(std::string_view(text).substr(0, slash));
    if (!bytes)
      return invalid(fmt::format("Not an IP address or CIDR block: '{}'.", text), "trusted_proxies");
    const bool v4 = text.find(':') == std::string::npos;
    int prefix = v4 ? 32 : 128;
    if (slash != std::string::npos) {
      const auto* begin = text.data() + slash + 1;
      const auto* end = text.data() + text.size();
      const int longest = prefix;
      const auto [stopped, error] = std::from_chars(begin, end, prefix);
      if (error != std::errc() || stopped != end || prefix < 0 || prefix > longest) {
        return invalid(fmt::format("Not a CIDR block: '{}'.", text), "trusted_proxies");
      }
    }
    proxies.blocks_.push_back(Block{*bytes, v4 ? prefix + 96 : prefix});
  }
  return proxies;
}

bool TrustedProxies::contains(std::string_view address) const {
  if (blocks_.empty()) return false;
  const auto bytes = address_bytes(address);
  if (!bytes) return false;
  for (const auto& block : blocks_) {
    if (same_prefix(*bytes, block.bytes, block.prefix)) return true;
  }
  return false;
}

void TrustedProxies::apply(Request& request, std::string_view peer, bool tls) const {
  request.client_ip = peer;
  request.host = request.headers.get("Host");
  request.secure = tls;
  if (!contains(peer)) return;
  auto forwarded = request.headers.get("X-Forwarded-For");
  while (!forwarded.empty()) {
    const auto comma = forwarded.rfind(',');
    const auto candidate =
        without_port(trimmed(comma == std::string_view::npos ? forwarded : forwarded.substr(comma + 1)));
    if (!address_bytes(candidate)) break;  // what stands left of a malformed entry cannot be trusted either
    request.client_ip = candidate;
    if (!contains(candidate) || comma == std::string_view::npos) break;
    forwarded = forwarded.substr(0, comma);
  }
  if (const auto proto = request.headers.get("X-Forwarded-Proto"); !proto.empty())
    request.secure = proto == "https";
  if (const auto host = request.headers.get("X-Forwarded-Host"); !host.empty()) request.host = host;
}

}  // namespace leapfrog::http
