#include "query/running/answer_cache.h"

namespace leapfrog::query {

AnswerPtr AnswerCache::find(accounts::ProjectId project, const std::string& query_hash) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find({project, query_hash});
  if (found == by_key_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, found->second);
  return found->second->second;
}

void AnswerCache::put(accounts::ProjectId project, const AnswerPtr& answer) {
  const std::lock_guard lock(mutex_);
  const Key key{project, answer->receipt().query_hash};
  if (const auto found = by_key_.find(key); found != by_key_.end()) remove(found->second);
  if (answer->bytes() > max_bytes_ / 4) return;
  recent_.emplace_front(key, answer);
  by_key_.emplace(key, recent_.begin());
  bytes_ += answer->bytes();
  while (bytes_ > max_bytes_) remove(std::prev(recent_.end()));
}

void AnswerCache::remove(std::list<Entry>::iterator entry) {
  bytes_ -= entry->second->bytes();
  by_key_.erase(entry->first);
  recent_.erase(entry);
}

std::size_t AnswerCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::size_t AnswerCache::count() const {
  const std::lock_guard lock(mutex_);
  return recent_.size();
}

}  // namespace leapfrog::query
