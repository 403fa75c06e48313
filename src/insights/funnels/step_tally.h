// Attempts added up: how many reached each step, and how long that took.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace leapfrog::insights {

class StepTally {
 public:
  explicit StepTally(std::size_t steps) : waits_(steps) {}

  // Times in microseconds at which one attempt reached each step, 0 where it did not.
  void add(std::span<const std::int64_t> reached);
  void add(const StepTally& other);

  std::size_t count(std::size_t step) const { return waits_[step].size(); }
  // Seconds since the step before; nothing where nobody came.
  std::optional<double> average(std::size_t step) const;
  // Of an even number the middle of the two. Puts the waits into another order.
  std::optional<double> median(std::size_t step);

 private:
  std::vector<std::vector<std::int64_t>>
      waits_;  // by step, microseconds since the one before (of the first: 0)
};

}  // namespace leapfrog::insights
