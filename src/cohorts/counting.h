// Finding out who is in a cohort, and writing it down.
#pragma once

#include <vector>

#include "cohorts/state.h"

namespace leapfrog::cohorts {

// Counts the cohort, and before it those it stands on that wait for it. Writes the list for flags, the rows
// of the engine, and last the record, from when on they count.
Result<> count_cohort(Cohorts::State& state, ProjectId project, std::int64_t cohort);

// Puts people into a static cohort's list, some thousand in a transaction.
Result<> add_to_list(Cohorts::State& state, const CohortRecord& cohort, std::span<const Uuid> people);

// How many people meet a definition now, and how many there are.
struct Preview {
  std::int64_t count = 0;
  std::int64_t total = 0;
};
Result<Preview> preview(const query::Asking& asking, const Definition& definition);

// Everybody that `sql` (a SELECT with person_id) gives, ascending, each once.
Result<std::vector<Uuid>> people_in(const query::Asking& asking, const query::Bindings& bindings,
                                    const std::string& sql, std::string_view column);

}  // namespace leapfrog::cohorts
