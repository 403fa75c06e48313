// The newest answer to each question, in bounded memory: the one that was not looked at for the longest time
// goes first. Whether an answer is still right is for its reader to find out.
#pragma once

#include <list>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "query/running/answer.h"

namespace leapfrog::query {

class AnswerCache {
 public:
  explicit AnswerCache(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  // nullptr when there is none. Thread-safe, as all of it.
  AnswerPtr find(accounts::ProjectId project, const std::string& query_hash);
  // Takes the place of an older answer. One larger than a quarter of the room is not kept.
  void put(accounts::ProjectId project, const AnswerPtr& answer);
  std::size_t bytes() const;
  std::size_t count() const;

 private:
  using Key = std::pair<accounts::ProjectId, std::string>;
  using Entry = std::pair<Key, AnswerPtr>;
  void remove(std::list<Entry>::iterator entry);

  const std::size_t max_bytes_;
  mutable std::mutex mutex_;
  std::list<Entry> recent_;  // least recently used last
  std::map<Key, std::list<Entry>::iterator> by_key_;
  std::size_t bytes_ = 0;
};

}  // namespace leapfrog::query
