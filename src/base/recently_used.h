// A map in bounded room: when there is no more of it, the entry that was not used for the longest time goes
// first. Not thread-safe. Keys are compared as a whole, by order: none that people choose can make it slow.
#pragma once

#include <cstddef>
#include <functional>
#include <iterator>
#include <list>
#include <map>
#include <optional>
#include <utility>

namespace leapfrog {

template <class Key, class Value>
class RecentlyUsed {
 public:
  // `room` is the sum of the entries' sizes, in whatever unit `put` is told them. An entry larger than
  // `largest` is not kept: it would push out many for the sake of one.
  RecentlyUsed(std::size_t room, std::size_t largest) : room_(room), largest_(largest) {}
  explicit RecentlyUsed(std::size_t room) : RecentlyUsed(room, room) {}

  // nullptr when there is none; else valid until the next call of anything that changes the map. `key` may be
  // all that compares with a Key. To find is to use.
  template <class Like>
  Value* find(const Like& key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return nullptr;
    recent_.splice(recent_.begin(), recent_, found->second);
    return &found->second->value;
  }

  // Takes the place of what has the key already, even when it is too large to be kept itself: that gives
  // nullptr, else as `find`.
  Value* put(Key key, Value value, std::size_t size) {
    if (const auto found = by_key_.find(key); found != by_key_.end()) remove(found->second);
    if (size > largest_) return nullptr;
    const auto place = by_key_.emplace(std::move(key), recent_.end()).first;
    recent_.push_front({std::move(value), size, place});
    place->second = recent_.begin();
    size_ += size;
    while (size_ > room_) remove(std::prev(recent_.end()));
    return recent_.empty() ? nullptr : &recent_.front().value;
  }

  // Out of the map with its key, when it is there.
  template <class Like>
  std::optional<std::pair<Key, Value>> take(const Like& key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return std::nullopt;
    const auto entry = found->second;
    std::pair<Key, Value> taken(std::move(by_key_.extract(found).key()), std::move(entry->value));
    size_ -= entry->size;
    recent_.erase(entry);
    return taken;
  }

  std::size_t size() const { return size_; }
  std::size_t count() const { return recent_.size(); }

 private:
  struct Entry;
  using Places = std::map<Key, typename std::list<Entry>::iterator, std::less<>>;
  struct Entry {
    Value value;
    std::size_t size;
    typename Places::iterator place;
  };

  void remove(typename std::list<Entry>::iterator entry) {
    size_ -= entry->size;
    by_key_.erase(entry->place);
    recent_.erase(entry);
  }

  std::size_t room_;
  std::size_t largest_;
  std::list<Entry> recent_;  // least recently used last
  Places by_key_;
  std::size_t size_ = 0;
};

}  // namespace leapfrog
