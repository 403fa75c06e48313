#include "insights/funnels/text_numbers.h"

#include <algorithm>

#include "base/text_hash.h"

namespace leapfrog::insights {

std::size_t TextNumbers::slot_of(std::string_view text) const {
  const auto mask = slots_.size() - 1;
  auto slot = text_hash(text) & mask;
  while (slots_[slot] != 0 && texts_[slots_[slot] - 1] != text) slot = (slot + 1) & mask;
  return slot;
}

std::uint32_t TextNumbers::number_of(std::string_view text) {
  if (!texts_.empty() && texts_[last_] == text) return last_;
  if (slots_.size() < 2 * (texts_.size() + 1)) grow();
  auto& slot = slots_[slot_of(text)];
  if (slot == 0) {
    texts_.emplace_back(text);
    slot = static_cast<std::uint32_t>(texts_.size());
  }
  return last_ = slot - 1;
}

void TextNumbers::grow() {
  slots_.assign(std::max<std::size_t>(1024, 2 * slots_.size()), 0);
  for (std::uint32_t number = 0; number < texts_.size(); ++number)
    slots_[slot_of(texts_[number])] = number + 1;
}

}  // namespace leapfrog::insights
