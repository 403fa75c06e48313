// How strongly something that some of a funnel's actors did goes together with getting through: pure figures.
#pragma once

#include <string>
#include <vector>

namespace leapfrog::insights {

struct Outcomes {
  double success = 0;  // actors who reached the last step
  double failure = 0;  // actors who entered and did not
};

struct Correlation {
  std::string name;
  Outcomes outcomes;  // of the actors who did it
  double odds_ratio = 1;
};

// How much better the odds of getting through are for those who did it. One is added to each of the four
// counts, so that none is nought:
// ((success + 1) · (all failures - failure + 1)) / ((all successes - success + 1) · (failure + 1))
double odds_ratio(const Outcomes& with, const Outcomes& all);

// Of those that enough actors did (25, or two in a hundred of all where that is fewer), the `limit` with the
// highest odds above 1, then the `limit` with the lowest below.
std::vector<Correlation> strongest(std::vector<Correlation> found, const Outcomes& all, std::size_t limit);

}  // namespace leapfrog::insights
