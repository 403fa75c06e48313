// What checks made of texts that people wrote, in bounded memory: the one that was not wanted for the longest
// time goes first. A dashboard asks the same texts again and again, and the engine takes longer over checking
// many of them than over answering.
#pragma once

#include <compare>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace leapfrog::query {

class CheckedTexts {
 public:
  // Everything that a check depends on. Texts are kept whole: of two that share a hash, one could be harmful.
  struct Key {
    std::string tables;  // that may be read, with their filters
    std::string from;    // where an expression stands; "" for a whole SELECT
    std::string text;
    auto operator<=>(const Key&) const = default;
  };

  explicit CheckedTexts(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  std::optional<std::string> find(const Key& key);
  // A text that fills more than a quarter of the room is not kept.
  void put(const Key& key, std::string made);

 private:
  struct Entry {
    const Key* key;
    std::string made;
  };
  using Place = std::list<Entry>::iterator;
  static std::size_t size_of(const Key& key, const std::string& made);
  void remove(Place place);

  const std::size_t max_bytes_;
  std::mutex mutex_;
  std::list<Entry> recent_;  // least recently used last
  std::map<Key, Place> by_key_;
  std::size_t bytes_ = 0;
};

}  // namespace leapfrog::query
