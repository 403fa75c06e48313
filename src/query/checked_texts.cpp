#include "query/checked_texts.h"

#include <iterator>
#include <utility>

namespace leapfrog::query {

std::optional<std::string> CheckedTexts::find(const Key& key) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  recent_.splice(recent_.begin(), recent_, found->second);
  return found->second->made;
}

void CheckedTexts::put(const Key& key, std::string made) {
  const auto size = size_of(key, made);
  if (size > max_bytes_ / 4) return;
  const std::lock_guard lock(mutex_);
  const auto [place, is_new] = by_key_.try_emplace(key);
  if (!is_new) return;  // two asked at once
  recent_.push_front({&place->first, std::move(made)});
  place->second = recent_.begin();
  bytes_ += size;
  while (bytes_ > max_bytes_) remove(std::prev(recent_.end()));
}

void CheckedTexts::remove(Place place) {
  bytes_ -= size_of(*place->key, place->made);
  by_key_.erase(by_key_.find(*place->key));
  recent_.erase(place);
}

std::size_t CheckedTexts::size_of(const Key& key, const std::string& made) {
  constexpr std::size_t overhead = 256;  // of an entry of the list and one of the map, about
  return key.tables.size() + key.from.size() + key.text.size() + made.size() + overhead;
}

}  // namespace leapfrog::query
