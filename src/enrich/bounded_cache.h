// A direct-mapped cache of results by text: a fixed number of slots, each holding the last key that fell into
// it. Never grows, never scans; a collision costs one recomputation.
#pragma once

#include <bit>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <xxhash.h>

namespace leapfrog::enrich {

template <class Value>
class BoundedCache {
 public:
  // `slots` is rounded up to a power of two.
  explicit BoundedCache(std::size_t slots) : slots_(std::bit_ceil(slots == 0 ? 1 : slots)) {}

  // The value for `key`, from `compute(key)` unless it is the last one that its slot saw. Valid until the
  // next call.
  template <class Compute>
  const Value& get(std::string_view key, Compute&& compute) {
    Slot& slot = slots_[XXH3_64bits(key.data(), key.size()) & (slots_.size() - 1)];
    if (!slot.used || slot.key != key) {
      slot.value = compute(key);
      slot.key = key;
      slot.used = true;
    }
    return slot.value;
  }

  std::size_t slots() const { return slots_.size(); }

 private:
  struct Slot {
    std::string key;
    Value value;
    bool used = false;
  };
  std::vector<Slot> slots_;
};

}  // namespace leapfrog::enrich
