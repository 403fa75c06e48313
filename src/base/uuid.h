// RFC 9562 UUIDs: v4 (random), v5 (from a name), v7 (time-ordered).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace leapfrog {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Uuid&) const = default;

  std::string text() const;  // lower case, with dashes
  // Accepts the dashed, undashed, braced and urn:uuid: forms.
  static std::optional<Uuid> parse(std::string_view text);

  static Uuid random();                                              // v4
  static Uuid at(Instant instant);                                   // v7, unique within the process
  static Uuid named(const Uuid& name_space, std::string_view name);  // v5

  // The instant inside a v7, nothing for other versions.
  std::optional<Instant> time() const;

  // The two halves as big-endian numbers; ClickHouse stores a UUID as high then low, each little-endian.
  std::uint64_t high() const;
  std::uint64_t low() const;
};

}  // namespace leapfrog
