// The past and the possible, from the events: what a flag was for somebody at an instant and why, and whom a
// definition would move before it is saved. The only part of this slice that asks the engine.
#pragma once

#include <string>
#include <vector>

#include "flags/evaluation.h"
#include "flags/state.h"
#include "query/asking.h"

namespace leapfrog::flags {

// The project's flags and cohorts as they were saved at `at`, later ones left out. Group types and the time
// zone are those of now: they have no history.
Result<ProjectDefinitions> definitions_at(Flags::State& state, meta::Connection& connection,
                                          ProjectId project, Instant at);

// What was known of somebody.
struct KnownThen {
  json::object properties;
  std::string seen_at;  // the event that carried them; "": there was none yet
  Instant created_at;
  std::optional<Uuid> id;
};
Result<KnownThen> person_at(const query::Asking& asking, std::string_view distinct_id,
                            const std::optional<Uuid>& person, Instant at);
Result<KnownThen> group_at(const query::Asking& asking, int type_index, std::string_view key, Instant at);

// Somebody who was there in the last days, with what was known at their last event.
struct RecentPerson {
  Uuid id;
  std::string distinct_id;
  json::object properties;
  Instant created_at;
};
struct RecentPeople {
  std::int64_t total = 0;
  std::vector<RecentPerson> sample;  // by a hash of their id: the same people every time
};
constexpr std::int64_t max_people_tried = 10'000;
Result<RecentPeople> recent_people(const query::Asking& asking, std::int64_t days);

// How a flag's value differs for the sampled people between two sets of definitions.
struct Moved {
  std::int64_t tried = 0;
  std::int64_t on_before = 0, on_after = 0;
  std::int64_t switched_on = 0, switched_off = 0, other_variant = 0;
  std::vector<std::string> examples;  // distinct ids of people who are moved, at most 10
};
Moved compare_definitions(const DefinitionSet& before, const DefinitionSet& after, std::string_view key,
                          const std::vector<RecentPerson>& people, CohortSource* cohorts, ProjectId project,
                          Instant now);

// Cohorts that list their members: as they are, or as they were at an instant.
class StoredMemberships final : public Memberships {
 public:
  StoredMemberships(CohortSource* cohorts, ProjectId project, std::optional<Uuid> person,
                    std::optional<Instant> at)
      : cohorts_(cohorts), project_(project), person_(person), at_(at) {}
  Membership of(std::int64_t cohort) const override;

 private:
  CohortSource* cohorts_;
  const ProjectId project_;
  const std::optional<Uuid> person_;
  const std::optional<Instant> at_;
};

}  // namespace leapfrog::flags
