// UUIDs as small numbers, in the order in which they first come: what is then kept for each is an array.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace leapfrog::insights {

// The two halves as the engine gives them.
struct RawUuid {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  bool operator==(const RawUuid&) const = default;

  // Well mixed in its upper bits.
  std::uint64_t hash() const { return (low ^ (high >> 32) ^ (high << 32)) * 0x9E3779B97F4A7C15; }
};

class IdNumbers {
 public:
  std::size_t size() const { return ids_.size(); }
  // Makes room for so many.
  void reserve(std::size_t count);
  // A new one gets the next number.
  std::uint32_t number_of(const RawUuid& id);
  // Nothing for one that has no number.
  std::optional<std::uint32_t> find(const RawUuid& id) const;
  // Forgets them all, and keeps the room.
  void clear();

 private:
  std::size_t slot_of(const RawUuid& id) const;
  void grow(std::size_t slots);

  std::vector<RawUuid> ids_;
  std::vector<std::uint32_t>
      slots_;  // number + 1, 0: free; a power of two of them, never more than half taken
};

}  // namespace leapfrog::insights
