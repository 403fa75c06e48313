#include "insights/funnels/correlation.h"

#include <algorithm>

namespace leapfrog::insights {

double odds_ratio(const Outcomes& with, const Outcomes& all) {
  return ((with.success + 1) * (all.failure - with.failure + 1)) /
         ((all.success - with.success + 1) * (with.failure + 1));
}

std::vector<Correlation> strongest(std::vector<Correlation> found, const Outcomes& all, std::size_t limit) {
  constexpr double enough_actors = 25;
  constexpr double enough_share = 0.02;
  const double enough = std::min(enough_actors, enough_share * (all.success + all.failure));
  std::erase_if(found,
                [&](const Correlation& one) { return one.outcomes.success + one.outcomes.failure < enough; });
  for (auto& one : found) one.odds_ratio = odds_ratio(one.outcomes, all);
  const auto part = [&](bool success) {
    std::vector<Correlation> list;
    for (const auto& one : found)
      if (success ? one.odds_ratio > 1 : one.odds_ratio < 1) list.push_back(one);
    std::sort(list.begin(), list.end(), [&](const Correlation& a, const Correlation& b) {
      if (a.odds_ratio != b.odds_ratio) return success == (a.odds_ratio > b.odds_ratio);
      return a.name < b.name;
    });
    if (list.size() > limit) list.resize(limit);
    return list;
  };
  auto list = part(true);
  for (auto& one : part(false)) list.push_back(std::move(one));
  return list;
}

}  // namespace leapfrog::insights
