#include "capture/truncated_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace leapfrog::capture {

std::string truncated_address(std::string_view address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.size() >= text.size()) return "";
  std::ranges::copy(address, text.begin());
  std::array<unsigned char, 16> bytes{};
  if (::inet_pton(AF_INET, text.data(), bytes.data()) == 1) {
    bytes[3] = 0;
    return ::inet_ntop(AF_INET, bytes.data(), text.data(), text.size());
  }
  if (::inet_pton(AF_INET6, text.data(), bytes.data()) != 1) return "";
  constexpr std::array<unsigned char, 12> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  const bool is_v4 = std::equal(mapped.begin(), mapped.end(), bytes.begin());
  std::fill(bytes.begin() + (is_v4 ? 15 : 6), bytes.end(), 0);
  return ::inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
}

}  // namespace leapfrog::capture
