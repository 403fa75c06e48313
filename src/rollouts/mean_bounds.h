// Bounds of a mean that hold at all times at once: the asymptotic confidence sequences of Waudby-Smith,
// Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences"
// (2021, arXiv:2103.06476), in their one-sided form (proposition B.1): after n values with mean m and
// standard deviation s,
//
//   m ± s · sqrt( 2 (nρ² + 1) / (n²ρ²) · log(1 + sqrt(nρ² + 1) / (2α)) )
//
// where ρ decides after how many values the bound is tightest.
#pragma once

#include <cstdint>

#include "rollouts/safe_logrank.h"

namespace leapfrog::rollouts {

class RunningMean {
 public:
  void add(double value);
  std::int64_t count() const { return count_; }
  double mean() const { return mean_; }
  double deviation() const;
  // How far the mean may be off, at level alpha, on one side. Infinite below `least_values`.
  double radius(double alpha) const;

  static constexpr std::int64_t least_values = 100;  // before that the central limit theorem says little

 private:
  std::int64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;  // sum of squared differences from the mean (Welford)
};

// Whether the means are further apart than tolerated, at level alpha: half of it for each side's bound.
bool harmed(const RunningMean& exposed, const RunningMean& unexposed, Harm harm, double tolerance,
            double alpha);
// One over the smallest alpha at which they are harmed, so that it compares with the evidence of the safe
// logrank test; 1 when they are not at any.
double evidence_of_harm(const RunningMean& exposed, const RunningMean& unexposed, Harm harm,
                        double tolerance);

}  // namespace leapfrog::rollouts
