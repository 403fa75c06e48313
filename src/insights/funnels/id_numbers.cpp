#include "insights/funnels/id_numbers.h"

#include <algorithm>
#include <bit>

namespace leapfrog::insights {

std::size_t IdNumbers::slot_of(const RawUuid& id) const {
  const auto mask = slots_.size() - 1;
  auto slot = static_cast<std::size_t>(id.hash() >> 20) & mask;
  while (slots_[slot] != 0 && ids_[slots_[slot] - 1] != id) slot = (slot + 1) & mask;
  return slot;
}

void IdNumbers::reserve(std::size_t count) {
  ids_.reserve(count);
  if (slots_.size() < 2 * count) grow(std::bit_ceil(2 * count));
}

std::uint32_t IdNumbers::number_of(const RawUuid& id) {
  if (slots_.size() < 2 * (ids_.size() + 1)) grow(std::max<std::size_t>(1024, 2 * slots_.size()));
  auto& slot = slots_[slot_of(id)];
  if (slot == 0) {
    ids_.push_back(id);
    slot = static_cast<std::uint32_t>(ids_.size());
  }
  return slot - 1;
}

std::optional<std::uint32_t> IdNumbers::find(const RawUuid& id) const {
  if (ids_.empty()) return std::nullopt;
  const auto slot = slots_[slot_of(id)];
  return slot == 0 ? std::nullopt : std::optional(slot - 1);
}

void IdNumbers::clear() {
  ids_.clear();
  std::fill(slots_.begin(), slots_.end(), 0);
}

void IdNumbers::grow(std::size_t slots) {
  slots_.assign(slots, 0);
  for (std::uint32_t number = 0; number < ids_.size(); ++number) slots_[slot_of(ids_[number])] = number + 1;
}

}  // namespace leapfrog::insights
