#include "cohorts/definition.h"

#include <algorithm>

namespace leapfrog::cohorts {

void visit(const Definition& definition, const std::function<void(const Criterion&)>& visitor) {
  if (definition.criterion) visitor(*definition.criterion);
  for (const auto& child : definition.children) visit(child, visitor);
}

bool is_behavioural(const Definition& definition) {
  bool found = false;
  visit(definition, [&](const Criterion& criterion) { found |= criterion.what.index() == 1; });
  return found;
}

std::vector<std::int64_t> cohorts_named(const Definition& definition) {
  std::vector<std::int64_t> cohorts;
  visit(definition, [&](const Criterion& criterion) {
    const auto* other = std::get_if<InCohort>(&criterion.what);
    if (other != nullptr && std::ranges::find(cohorts, other->cohort) == cohorts.end())
      cohorts.push_back(other->cohort);
  });
  return cohorts;
}

}  // namespace leapfrog::cohorts
