// Cohorts as flags see them: definitions by which a flag decides alone, and lists for all others.
#include <algorithm>

#include "cohorts/definition_json.h"
#include "cohorts/membership_history.h"
#include "cohorts/state.h"
#include "persons/person_reads.h"
#include "storage/meta/rows.h"

namespace leapfrog::cohorts {

namespace {

// Cohorts of properties alone come with their filters; of those that look at behaviour anywhere, and of
// lists, flags ask who is inside.
Result<std::vector<flags::CohortDefinition>> as_flags_see(const std::vector<CohortRecord>& cohorts) {
  std::vector<flags::CohortDefinition> out;
  for (const auto& cohort : cohorts) {
    auto& definition = out.emplace_back();
    definition.id = cohort.id;
    const auto typed = definition_of(cohort);
    if (!typed || !*typed || is_behavioural(**typed)) continue;
    definition.filters =
        cohort.filters.is_object() ? cohort.filters : json::value(TRY(filters_of_groups(cohort.groups)));
  }
  return out;
}

}  // namespace

Result<std::vector<flags::CohortDefinition>> Cohorts::State::definitions(meta::Connection& connection,
                                                                         ProjectId project) {
  return as_flags_see(TRY(all_cohorts(connection, project)));
}

Result<std::vector<flags::CohortDefinition>> Cohorts::State::definitions_at(meta::Connection& connection,
                                                                            ProjectId project, Instant at) {
  return as_flags_see(TRY(cohorts_at(connection, project, at)));
}

// By the last counting, and by the people who became this person since.
Result<bool> Cohorts::State::is_member(ProjectId, std::int64_t cohort, const Uuid& person) {
  const auto list = TRY(members(cohort));
  parts.uses.note(cohort, parts.clock.now());
  if (list->contains(person)) return true;
  if (list->people().empty()) return false;
  const auto names = TRY(meta::in_read(parts.people, [&](meta::Connection& connection) {
    return persons::earlier_names(connection, person);
  }));
  return std::ranges::any_of(names, [&](const Uuid& name) { return list->contains(name); });
}

Result<std::optional<bool>> Cohorts::State::was_member(ProjectId project, std::int64_t cohort,
                                                       const Uuid& person, Instant at) {
  auto names = TRY(meta::in_read(parts.people, [&](meta::Connection& connection) {
    return persons::earlier_names(connection, person);
  }));
  names.push_back(person);
  return was_inside(parts.engine.engine, project, cohort, names, at);
}

}  // namespace leapfrog::cohorts
