// What is in memory of a table: the rows used last, bounded, and every row that is changed but not yet
// committed, unbounded (a batch is). A changed row is *pinned* once per batch that changed it, until that
// batch is committed; pinned rows are never dropped, because the database does not know them yet.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/result.h"

namespace leapfrog::persons {

// Traits: Key, View (what it is looked up by; may point into a Key), Hash (of a View), static View view(Key).
template <class Traits, class Value>
class HotMap {
 public:
  using Key = typename Traits::Key;
  using View = typename Traits::View;

  struct Entry {
    Key key;
    Value value;
    std::size_t bytes = 0;
    std::uint32_t pins = 0;
    bool changed_in_open_batch = false;
    Entry* previous = nullptr;
    Entry* next = nullptr;
  };

  HotMap() { idle_.previous = idle_.next = &idle_, pinned_.previous = pinned_.next = &pinned_; }
  HotMap(const HotMap&) = delete;
  HotMap& operator=(const HotMap&) = delete;
  ~HotMap() { clear(); }

  // The row if it is in memory, now the one used last.
  Entry* find(const View& view) {
    const auto found = entries_.find(view);
    if (found == entries_.end()) return nullptr;
    if (found->second->pins == 0) move_to(*found->second, idle_);
    return found->second;
  }

  Entry& insert(Key key, Value value, std::size_t bytes) {
    auto owned = std::make_unique<Entry>();
    owned->key = std::move(key);
    owned->value = std::move(value);
    owned->bytes = bytes;
    const bool inserted = entries_.emplace(Traits::view(owned->key), owned.get()).second;
    CHECK(inserted);
    Entry& entry = *owned.release();
    link(entry, idle_);
    bytes_ += bytes;
    return entry;
  }

  void resize(Entry& entry, std::size_t bytes) {
    bytes_ = bytes_ - entry.bytes + bytes;
    entry.bytes = bytes;
  }

  // Says that the open batch changes the row.
  void pin(Entry& entry) {
    if (entry.changed_in_open_batch) return;
    entry.changed_in_open_batch = true;
    open_.push_back(&entry);
    if (entry.pins++ == 0) move_to(entry, pinned_);
  }

  bool open_batch_is_empty() const { return open_.empty(); }

  // Ends the open batch: its rows, to be given back to release() when they are committed.
  std::vector<Entry*> seal() {
    for (auto* entry : open_) entry->changed_in_open_batch = false;
    return std::exchange(open_, {});
  }

  template <class OnIdle>
  void release(const std::vector<Entry*>& rows, OnIdle on_idle) {
    for (auto* entry : rows) {
      CHECK(entry->pins > 0);
      if (--entry->pins > 0) continue;
      move_to(*entry, idle_);
      on_idle(*entry);
    }
  }

  // Drops everything, pinned or not.
  void clear() {
    for (auto& [view, entry] : entries_) delete entry;
    entries_.clear();
    idle_.previous = idle_.next = &idle_;
    pinned_.previous = pinned_.next = &pinned_;
    open_.clear();
    bytes_ = 0;
  }

  // Drops the rows used longest ago until the bounds hold, or only pinned ones are left.
  void trim(std::size_t max_rows, std::size_t max_bytes) {
    while ((entries_.size() > max_rows || bytes_ > max_bytes) && idle_.previous != &idle_)
      remove(*idle_.previous);
  }

  std::size_t rows() const { return entries_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  static void unlink(Entry& entry) {
    entry.previous->next = entry.next;
    entry.next->previous = entry.previous;
  }
  static void link(Entry& entry, Entry& list) {
    entry.previous = &list;
    entry.next = list.next;
    list.next->previous = &entry;
    list.next = &entry;
  }
  static void move_to(Entry& entry, Entry& list) {
    unlink(entry);
    link(entry, list);
  }
  void remove(Entry& entry) {
    unlink(entry);
    bytes_ -= entry.bytes;
    entries_.erase(Traits::view(entry.key));
    delete &entry;
  }

  boost::unordered_flat_map<View, Entry*, typename Traits::Hash> entries_;
  Entry idle_;    // ring; the one used last first
  Entry pinned_;  // ring, in no order
  std::vector<Entry*> open_;
  std::size_t bytes_ = 0;
};

}  // namespace leapfrog::persons
