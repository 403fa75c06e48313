// The edges of a picture of ways: pure.
#pragma once

#include <string>
#include <vector>

namespace leapfrog::insights {

struct PathEdge {
  std::string source;  // "1_/pricing": the place and how many steps it is from the beginning
  std::string target;
  double value = 0;
  double average_time = 0;  // milliseconds
};

// Without edges that nothing leads to, since the edges before them did not make it into the picture. The
// order stays.
std::vector<PathEdge> connected(std::vector<PathEdge> edges);

}  // namespace leapfrog::insights
