#include "insights/funnels/step_walk.h"

#include <algorithm>

namespace leapfrog::insights {

StepWalk::StepWalk(const FunnelLayout& layout)
    : layout_(layout), standing_(layout.steps()), first_(layout.steps()), reached_(layout.steps()) {
  CHECK(!layout.is_wide());
}

std::span<const std::int64_t> StepWalk::best(std::span<const std::uint64_t> keys) {
  std::fill(standing_.begin(), standing_.end(), 0);
  std::fill(first_.begin(), first_.end(), 0);
  for (const auto key : keys) take(key);
  if (first_.front() == 0) return {};
  auto furthest = first_.size() - 1;
  while (first_[furthest] == 0) --furthest;
  retrace(keys, furthest);
  return reached_;
}

// From the last step on: an event takes an attempt one step further, not two.
void StepWalk::take(std::uint64_t key) {
  for (auto step = standing_.size() - 1; step >= 1; --step) {
    const auto attempt = standing_[step - 1];
    if (attempt == 0 || !layout_.matches_step(key, step) || !layout_.within_window(key, attempt)) continue;
    standing_[step] = attempt;
    if (first_[step] == 0) first_[step] = attempt;
  }
  if (!layout_.matches_step(key, 0)) return;
  standing_.front() = layout_.last_of_moment(key);
  if (first_.front() == 0) first_.front() = standing_.front();
}

// Attempts never overtake each other: the one that got to a step did so with the first event of the step
// after the one that took it to the step before. Of one moment, events of step 1 come first.
void StepWalk::retrace(std::span<const std::uint64_t> keys, std::size_t furthest) {
  std::fill(reached_.begin(), reached_.end(), 0);
  const auto attempt = first_[furthest];
  std::size_t at = 0;
  while (layout_.last_of_moment(keys[at]) < attempt) ++at;
  reached_.front() = layout_.time(attempt);
  for (std::size_t step = 1; step <= furthest; ++step) {
    do {
      ++at;
      CHECK(at < keys.size());
    } while (!layout_.matches_step(keys[at], step));
    reached_[step] = layout_.time(keys[at]);
  }
}

}  // namespace leapfrog::insights
