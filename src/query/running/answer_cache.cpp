#include "query/running/answer_cache.h"

namespace leapfrog::query {

AnswerPtr AnswerCache::find(accounts::ProjectId project, const std::string& query_hash) {
  const std::lock_guard lock(mutex_);
  const AnswerPtr* found = answers_.find(std::pair(project, query_hash));
  return found ? *found : nullptr;
}

void AnswerCache::put(accounts::ProjectId project, const AnswerPtr& answer) {
  const std::lock_guard lock(mutex_);
  answers_.put({project, answer->receipt().query_hash}, answer, answer->bytes());
}

std::size_t AnswerCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return answers_.size();
}

std::size_t AnswerCache::count() const {
  const std::lock_guard lock(mutex_);
  return answers_.count();
}

}  // namespace leapfrog::query
