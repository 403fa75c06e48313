#include "cohorts/dependencies.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "cohorts/state.h"

namespace leapfrog::cohorts {
namespace {

// Cohort → those that it names. What can no longer be read names none.
using Graph = std::map<std::int64_t, std::vector<std::int64_t>>;

std::vector<std::int64_t> named_by(const CohortRecord& cohort) {
  const auto definition = definition_of(cohort);
  return definition && *definition ? cohorts_named(**definition) : std::vector<std::int64_t>();
}

bool leads_to(const Graph& graph, std::int64_t from, std::int64_t to, std::set<std::int64_t>& seen) {
  if (from == to) return true;
  if (!seen.insert(from).second) return false;
  const auto found = graph.find(from);
  return found != graph.end() && std::ranges::any_of(found->second, [&](std::int64_t next) {
           return leads_to(graph, next, to, seen);
         });
}

}  // namespace

Result<> check_dependencies(meta::Connection& connection, const CohortRecord& cohort) {
  const auto own = named_by(cohort);
  if (own.empty()) return {};
  Graph graph;
  for (const auto& other : TRY(all_cohorts(connection, cohort.project))) graph[other.id] = named_by(other);
  for (const auto id : own) {
    if (!graph.contains(id))
      return invalid(fmt::format("There is no cohort {}.", id), "filters", "not_found");
    std::set<std::int64_t> seen;
    if (cohort.id != 0 && leads_to(graph, id, cohort.id, seen))
      return invalid(fmt::format("Cohort {} is itself made of this one, so neither could be counted.", id),
                     "filters", "circular");
  }
  return {};
}

Result<std::vector<CohortRecord>> dependents_of(meta::Connection& connection, const CohortRecord& cohort) {
  auto all = TRY(all_cohorts(connection, cohort.project));
  std::erase_if(all, [&](const CohortRecord& other) {
    const auto named = named_by(other);
    return std::ranges::find(named, cohort.id) == named.end();
  });
  return all;
}

Result<> touch_dependents(meta::Connection& connection, const CohortRecord& cohort, Instant at) {
  Graph graph;
  for (const auto& other : TRY(all_cohorts(connection, cohort.project))) graph[other.id] = named_by(other);
  for (const auto& [id, named] : graph) {
    std::set<std::int64_t> seen;
    if (id != cohort.id && leads_to(graph, id, cohort.id, seen)) TRY(set_changed(connection, id, at));
  }
  return {};
}

}  // namespace leapfrog::cohorts
