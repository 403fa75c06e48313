#include "insights/paths/path_edges.h"

#include <set>

namespace leapfrog::insights {

std::vector<PathEdge> connected(std::vector<PathEdge> edges) {
  std::set<std::string> reached;
  for (const auto& edge : edges)
    if (edge.source.starts_with("1_")) reached.insert(edge.source);
  // Each round goes at least one step further; ways have few steps.
  for (bool more = true; more;) {
    more = false;
    for (const auto& edge : edges)
      if (reached.contains(edge.source) && reached.insert(edge.target).second) more = true;
  }
  std::erase_if(edges, [&](const PathEdge& edge) { return !reached.contains(edge.source); });
  return edges;
}

}  // namespace leapfrog::insights
