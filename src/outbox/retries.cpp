#include "outbox/retries.h"

#include <algorithm>
#include <array>

namespace leapfrog::outbox {

std::optional<Instant> next_attempt(Instant created_at, std::int64_t attempts, Instant now) {
  constexpr std::array waits = {seconds(10),   seconds(60),   seconds(300),
                                seconds(1800), seconds(7200), seconds(18000)};
  constexpr auto given_up_after = std::chrono::hours(24);
  CHECK(attempts >= 1);
  const auto index = std::min(static_cast<std::size_t>(attempts) - 1, waits.size() - 1);
  const auto next = now + waits.at(index);
  if (next > created_at + given_up_after) return std::nullopt;
  return next;
}

}  // namespace leapfrog::outbox
