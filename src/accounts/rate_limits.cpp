#include "accounts/rate_limits.h"

#include <fmt/format.h>

#include "accounts/state.h"

namespace leapfrog::accounts {
namespace {

std::unique_ptr<Throttle> throttle_of(std::size_t per_minute) {
  if (per_minute == 0) return nullptr;
  return std::make_unique<Throttle>(ThrottleLimits{per_minute, seconds(60), 10'000});
}

Result<> take(Throttle* throttle, std::string_view key, Instant now) {
  if (throttle == nullptr) return {};
  auto taken = throttle->take(key, now);
  if (taken) return {};
  auto error = taken.error();
  error.detail = fmt::format("Request was throttled. Expected available in {} seconds.", error.retry_after_s);
  return Failure(std::move(error));
}

}  // namespace

void limit_rates(Accounts& accounts, RateLimits limits) {
  accounts.state().requests_by_key = throttle_of(limits.requests);
  accounts.state().queries_by_key = throttle_of(limits.queries);
}

Result<> Accounts::State::take_rate(const Access& who, std::string_view scope) {
  if (who.by == Access::By::session) return {};
  const auto key = who.by == Access::By::project_secret
                       ? fmt::format("project {}", who.scoped_projects.front())
                       : who.credential;
  const auto now = clock.now();
  if (scope.starts_with("query:")) TRY(take(queries_by_key.get(), key, now));
  return take(requests_by_key.get(), key, now);
}

}  // namespace leapfrog::accounts
