#include "rollouts/safe_logrank.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace leapfrog::rollouts {
namespace {

// How many times worse than tolerated the alternatives are, with equal weights: from what takes thousands of
// people to see to what a handful shows.
constexpr std::array<double, 7> severities = {1.1, 1.25, 1.5, 2, 3, 5, 10};

enum class What : std::uint8_t { joins_unexposed, joins_exposed, moves, leaves_unexposed, leaves_exposed };
struct Happening {
  std::int64_t at;
  What what;  // at one instant people join before others leave
};

std::vector<Happening> in_order(std::span<const Life> lives) {
  std::vector<Happening> all;
  all.reserve(lives.size() * 2);
  for (const auto& life : lives) {
    const bool off_first = life.off != 0 && (life.on == 0 || life.off < life.on);
    if (!off_first && life.on == 0) continue;
    all.push_back({off_first ? life.off : life.on, off_first ? What::joins_unexposed : What::joins_exposed});
    const bool moves = off_first && life.on != 0 && (life.outcome == 0 || life.outcome >= life.on);
    if (moves) all.push_back({life.on, What::moves});
    if (life.outcome != 0)
      all.push_back({life.outcome, off_first && !moves ? What::leaves_unexposed : What::leaves_exposed});
  }
  std::ranges::sort(all, [](const Happening& a, const Happening& b) {
    return a.at != b.at ? a.at < b.at : a.what < b.what;
  });
  return all;
}

class Mixture {
 public:
  Mixture(Harm harm, double tolerance)
      : tolerated_(harm == Harm::increase ? 1 + tolerance : 1 - tolerance), harm_(harm) {}

  // Somebody met the event while `exposed` and `unexposed` people could have.
  void see(bool was_exposed, std::int64_t exposed, std::int64_t unexposed) {
    if (exposed == 0 || unexposed == 0) return;  // it could have happened to one side only
    const auto log_probability = [&](double hazard) {
      const double weight = hazard * static_cast<double>(exposed);
      const double all = weight + static_cast<double>(unexposed);
      return std::log((was_exposed ? weight : static_cast<double>(unexposed)) / all);
    };
    const double expected = log_probability(tolerated_);
    for (std::size_t i = 0; i < severities.size(); ++i) {
      const double hazard = harm_ == Harm::increase ? tolerated_ * severities[i] : tolerated_ / severities[i];
      logs_[i] += log_probability(hazard) - expected;
    }
    const double top = *std::ranges::max_element(logs_);
    double sum = 0;
    for (const auto each : logs_) sum += std::exp(each - top);
    log_peak_ = std::max(log_peak_, top + std::log(sum / static_cast<double>(severities.size())));
  }
  double peak() const { return std::exp(std::min(log_peak_, 700.0)); }

 private:
  const double tolerated_;
  const Harm harm_;
  std::array<double, severities.size()> logs_{};
  double log_peak_ = 0;
};

}  // namespace

Logrank safe_logrank(std::span<const Life> lives, Harm harm, double tolerance) {
  Logrank out;
  for (const auto& life : lives) {
    if (life.on != 0) {
      ++out.exposed;
    } else if (life.off != 0) {
      ++out.unexposed;
    }
  }
  Mixture mixture(harm, tolerance);
  std::int64_t exposed = 0, unexposed = 0;  // who is there and has not met the event
  for (const auto& [at, what] : in_order(lives)) {
    switch (what) {
      case What::joins_unexposed:
        ++unexposed;
        break;
      case What::joins_exposed:
        ++exposed;
        break;
      case What::moves:
        --unexposed;
        ++exposed;
        break;
      case What::leaves_unexposed:
        mixture.see(false, exposed, unexposed);
        --unexposed;
        ++out.unexposed_events;
        break;
      case What::leaves_exposed:
        mixture.see(true, exposed, unexposed);
        --exposed;
        ++out.exposed_events;
        break;
    }
  }
  out.evidence = mixture.peak();
  return out;
}

}  // namespace leapfrog::rollouts
