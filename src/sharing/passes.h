// Who has given the password of a link: a random pass for each, kept in memory only, so a restart asks again.
#pragma once

#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.h"

namespace leapfrog::sharing {

class Passes {
 public:
  // `key` says for what: the link and its password as they are now. Changing either makes it worthless.
  std::string give(std::string_view key, Instant now);
  bool good(std::string_view pass, std::string_view key, Instant now);

 private:
  static constexpr std::size_t max_passes = 10'000;  // the oldest is forgotten beyond it
  struct Pass {
    std::string digest;
    std::string key;
    Instant until;
  };
  std::mutex mutex_;
  std::list<Pass> passes_;  // the oldest first
  std::unordered_map<std::string_view, std::list<Pass>::iterator> by_digest_;
};

}  // namespace leapfrog::sharing
