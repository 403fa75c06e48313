#include "rollouts/mean_bounds.h"

#include <cmath>
#include <limits>

namespace leapfrog::rollouts {
namespace {

constexpr double tightest_at = 500;  // values

}  // namespace

void RunningMean::add(double value) {
  ++count_;
  const double before = value - mean_;
  mean_ += before / static_cast<double>(count_);
  squares_ += before * (value - mean_);
}

double RunningMean::deviation() const {
  return count_ < 2 ? 0 : std::sqrt(squares_ / static_cast<double>(count_ - 1));
}

double RunningMean::radius(double alpha) const {
  if (count_ < least_values) return std::numeric_limits<double>::infinity();
  const double n = static_cast<double>(count_);
  const double rho2 = (-2 * std::log(alpha) + std::log(1 - 2 * std::log(alpha))) / tightest_at;
  const double grown = n * rho2 + 1;
  return deviation() * std::sqrt(2 * grown / (n * n * rho2) * std::log(1 + std::sqrt(grown) / (2 * alpha)));
}

bool harmed(const RunningMean& exposed, const RunningMean& unexposed, Harm harm, double tolerance,
            double alpha) {
  const double left = exposed.radius(alpha / 2), right = unexposed.radius(alpha / 2);
  if (std::isinf(left) || std::isinf(right)) return false;
  if (harm == Harm::increase) {
    const double most = unexposed.mean() + right;
    return exposed.mean() - left > most + tolerance * std::abs(most);
  }
  const double least = unexposed.mean() - right;
  return exposed.mean() + left < least - tolerance * std::abs(least);
}

double evidence_of_harm(const RunningMean& exposed, const RunningMean& unexposed, Harm harm,
                        double tolerance) {
  constexpr double weakest = 0.5, strongest = 1e-12;
  if (!harmed(exposed, unexposed, harm, tolerance, weakest)) return 1;
  double low = std::log(strongest), high = std::log(weakest);  // harmed at high
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) / 2;
    (harmed(exposed, unexposed, harm, tolerance, std::exp(middle)) ? high : low) = middle;
  }
  return std::exp(-high);
}

}  // namespace leapfrog::rollouts
