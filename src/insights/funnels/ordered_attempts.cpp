#include "insights/funnels/ordered_attempts.h"

#include <fmt/format.h>

#include <algorithm>

namespace leapfrog::insights {
namespace {

// Along the events, for each step k from 1 on: the attempt that the event takes to step k, 0 where none. An
// attempt is known by the last number of the moment of its first event.
//
//   h_k  those attempts
//   s_k  the first of them: reached first of all that got to step k
std::string reached(const FunnelLayout& layout, std::string_view actors, std::string_view columns) {
  std::string passes;
  for (std::size_t step = 1; step < layout.steps(); ++step) {
    passes += fmt::format(
        ", arrayFirst(v -> v > 0, h{0}) AS s{0}, arrayMap((k, p) -> if({1} AND p > 0 AND {2}, p, 0), ks, "
        "arrayShiftRight(arrayFill(v -> v > 0, h{0}), 1)) AS h{3}",
        step, layout.matches_step("k", step), layout.within_window("k", "p"), step + 1);
  }
  return fmt::format(
      "SELECT {0}, ks{1}, arrayFirst(v -> v > 0, h{2}) AS s{2} FROM (SELECT {0}, ks, arrayMap(k -> if({3}, "
      "{4}, 0), "
      "ks) AS h1 FROM ({5}))",
      columns, passes, layout.steps(), layout.matches_step("k", 0), layout.last_of_moment("k"), actors);
}

}  // namespace

bool is_plainly_ordered(const FunnelsQuery& funnel) {
  return funnel.order == FunnelOrder::ordered && funnel.exclusions.empty() &&
         std::none_of(funnel.series.begin(), funnel.series.end(),
                      [](const query::Series& series) { return series.optional_in_funnel; });
}

std::string ordered_attempts(const FunnelLayout& layout, std::string_view actors, std::string_view columns) {
  std::string furthest_first;
  std::string later;
  for (auto step = layout.steps(); step >= 1; --step)
    furthest_first += fmt::format("{}s{}", furthest_first.empty() ? "" : ", ", step);
  // Attempts never overtake each other: the one that got to step k did so with the first event of step k
  // after the one that took it to the step before. i_k is the place of that event.
  for (std::size_t step = 2; step <= layout.steps(); ++step) {
    later += fmt::format(
        ", arrayFirstIndex((k, i) -> i > i{0} AND {1}, ks, arrayEnumerate(ks)) AS i{2}, if(s{2} > 0, {3}, "
        "toInt64(0)) "
        "AS r{2}",
        step - 1, layout.matches_step("k", step - 1), step, layout.time(fmt::format("ks[i{}]", step)));
  }
  std::string carried;
  for (std::size_t step = 2; step <= layout.steps(); ++step) carried += fmt::format(", s{}", step);
  const auto best =
      fmt::format("SELECT {}, ks{}, arrayFirst(v -> v > 0, [{}]) AS best FROM ({}) WHERE s1 > 0", columns,
                  carried, furthest_first, reached(layout, actors, columns));
  // Of one moment, events of step 1 come first.
  return fmt::format("SELECT {}, {} AS r1, arrayFirstIndex(k -> {} >= best, ks) AS i1{} FROM ({})", columns,
                     layout.time("best"), layout.last_of_moment("k"), later, best);
}

}  // namespace leapfrog::insights
