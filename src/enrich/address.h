// IP addresses as text: parsed, normalised and told apart into public and not.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace leapfrog::enrich {

// 16 bytes in network order; IPv4 is kept as ::ffff:a.b.c.d.
struct Address {
  std::array<std::uint8_t, 16> bytes{};
  bool is_v4() const;
};

// Accepts dotted IPv4 and IPv6 text, the latter also in brackets or with a zone.
std::optional<Address> parse_address(std::string_view text);

// False for private, loopback, link-local, shared, multicast, reserved and unspecified addresses (IANA
// special registries). The documentation networks count as public: databases know where they are registered,
// and demo and test data use them.
bool is_public(const Address& address);

}  // namespace leapfrog::enrich
