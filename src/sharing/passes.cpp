#include "sharing/passes.h"

#include "base/crypto.h"

namespace leapfrog::sharing {
namespace {

constexpr auto lifetime = std::chrono::hours(12);

}  // namespace

std::string Passes::give(std::string_view key, Instant now) {
  auto pass = random_token("");
  const std::scoped_lock lock(mutex_);
  passes_.push_back({sha256_hex(pass), std::string(key), now + lifetime});
  by_digest_.emplace(passes_.back().digest, std::prev(passes_.end()));
  if (passes_.size() > max_passes) {
    by_digest_.erase(passes_.front().digest);
    passes_.pop_front();
  }
  return pass;
}

bool Passes::good(std::string_view pass, std::string_view key, Instant now) {
  const auto digest = sha256_hex(pass);
  const std::scoped_lock lock(mutex_);
  const auto found = by_digest_.find(digest);
  if (found == by_digest_.end()) return false;
  return now < found->second->until && equal_secret(found->second->key, key);
}

}  // namespace leapfrog::sharing
