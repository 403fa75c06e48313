#include "enrich/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <span>

namespace leapfrog::enrich {
namespace {

constexpr std::array<std::uint8_t, 12> v4_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

struct Network {
  std::array<std::uint8_t, 4> start;
  unsigned bits;
};

constexpr Network private_v4[] = {
    {{0, 0, 0, 0}, 8},       // this network
    {{10, 0, 0, 0}, 8},      // private
    {{100, 64, 0, 0}, 10},   // carrier-grade NAT
    {{127, 0, 0, 0}, 8},     // loopback
    {{169, 254, 0, 0}, 16},  // link-local
    {{172, 16, 0, 0}, 12},   // private
    {{192, 0, 0, 0}, 24},    // protocol assignments
    {{192, 168, 0, 0}, 16},  // private
    {{198, 18, 0, 0}, 15},   // benchmarking
    {{224, 0, 0, 0}, 3},     // multicast, reserved, broadcast
};

std::uint32_t big_endian(const std::uint8_t* bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 |
         bytes[3];
}

bool is_public_v4(std::uint32_t address) {
  return std::ranges::none_of(private_v4, [&](const Network& network) {
    return ((address ^ big_endian(network.start.data())) >> (32 - network.bits)) == 0;
  });
}

}  // namespace

bool Address::is_v4() const { return std::ranges::equal(std::span(bytes).first<12>(), v4_prefix); }

std::optional<Address> parse_address(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  if (text.find(':') != text.npos) text = text.substr(0, text.find('%'));
  if (text.empty() || text.size() >= INET6_ADDRSTRLEN) return std::nullopt;
  char terminated[INET6_ADDRSTRLEN] = {};
  std::ranges::copy(text, terminated);
  Address address;
  if (inet_pton(AF_INET6, terminated, address.bytes.data()) == 1) return address;
  std::ranges::copy(v4_prefix, address.bytes.begin());
  if (inet_pton(AF_INET, terminated, address.bytes.data() + v4_prefix.size()) == 1) return address;
  return std::nullopt;
}

bool is_public(const Address& address) {
  const auto& bytes = address.bytes;
  if (address.is_v4()) return is_public_v4(big_endian(bytes.data() + v4_prefix.size()));
  // Only 2000::/3 is assigned to the public internet; NAT64 (64:ff9b::/96) carries an IPv4 address at its
  // end.
  if (big_endian(bytes.data()) == 0x0064ff9b) return is_public_v4(big_endian(bytes.data() + 12));
  return (bytes[0] & 0xe0) == 0x20;
}

}  // namespace leapfrog::enrich
