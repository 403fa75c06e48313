#include "insights/funnels/step_tally.h"

#include <algorithm>
#include <numeric>

namespace leapfrog::insights {
namespace {

constexpr double seconds_of(std::int64_t micros) { return static_cast<double>(micros) / 1e6; }

}  // namespace

void StepTally::add(std::span<const std::int64_t> reached) {
  for (std::size_t step = 0; step < reached.size() && reached[step] > 0; ++step)
    waits_[step].push_back(step == 0 ? 0 : reached[step] - reached[step - 1]);
}

void StepTally::add(const StepTally& other) {
  for (std::size_t step = 0; step < waits_.size(); ++step)
    waits_[step].insert(waits_[step].end(), other.waits_[step].begin(), other.waits_[step].end());
}

std::optional<double> StepTally::average(std::size_t step) const {
  const auto& waits = waits_[step];
  if (waits.empty()) return std::nullopt;
  // Whole microseconds: the sum does not depend on the order in which people come.
  const auto sum = std::accumulate(waits.begin(), waits.end(), std::int64_t{0});
  return static_cast<double>(sum) / 1e6 / static_cast<double>(waits.size());
}

std::optional<double> StepTally::median(std::size_t step) {
  auto& waits = waits_[step];
  if (waits.empty()) return std::nullopt;
  const auto middle = waits.begin() + static_cast<std::ptrdiff_t>(waits.size() / 2);
  std::nth_element(waits.begin(), middle, waits.end());
  if (waits.size() % 2 == 1) return seconds_of(*middle);
  const auto below = seconds_of(*std::max_element(waits.begin(), middle));
  return below + (seconds_of(*middle) - below) / 2;
}

}  // namespace leapfrog::insights
