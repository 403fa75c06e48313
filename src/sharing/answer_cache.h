// Answers that visitors of public links have seen within the last minute, so that many visitors cost as much
// as one, and no more than a few are computed at a time.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "base/json.h"
#include "base/recently_used.h"
#include "base/result.h"
#include "base/time.h"

namespace leapfrog::sharing {

class AnswerCache {
 public:
  // The JSON text kept under `key`, else what `compute` gives. `unavailable` when enough is being computed
  // already.
  Result<std::shared_ptr<const std::string>> get(const std::string& key, Instant now,
                                                 const std::function<Result<json::object>()>& compute);

 private:
  static constexpr std::size_t max_bytes = std::size_t{32} << 20;
  static constexpr int max_computing = 3;
  struct Kept {
    std::shared_ptr<const std::string> text;
    Instant at;
  };
  std::shared_ptr<const std::string> find(const std::string& key, Instant now);
  void keep(const std::string& key, std::shared_ptr<const std::string> text, Instant now);

  std::mutex mutex_;
  RecentlyUsed<std::string, Kept> kept_{max_bytes};
  std::atomic<int> computing_ = 0;
};

}  // namespace leapfrog::sharing
