// The newest answer to each question, in bounded memory: the one that was not looked at for the longest time
// goes first. Whether an answer is still right is for its reader to find out.
#pragma once

#include <mutex>
#include <string>
#include <utility>

#include "base/recently_used.h"
#include "query/running/answer.h"

namespace leapfrog::query {

class AnswerCache {
 public:
  explicit AnswerCache(std::size_t max_bytes) : answers_(max_bytes, max_bytes / 4) {}

  // nullptr when there is none. Thread-safe, as all of it.
  AnswerPtr find(accounts::ProjectId project, const std::string& query_hash);
  // Takes the place of an older answer. One larger than a quarter of the room is not kept.
  void put(accounts::ProjectId project, const AnswerPtr& answer);
  std::size_t bytes() const;
  std::size_t count() const;

 private:
  mutable std::mutex mutex_;
  RecentlyUsed<std::pair<accounts::ProjectId, std::string>, AnswerPtr> answers_;  // by project and hash
};

}  // namespace leapfrog::query
