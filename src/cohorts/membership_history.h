// Who was in a cohort at an instant of the past: what countings changed, one row in the engine for everybody
// who came in or left. docs/internals/cohorts.md says how it is kept.
#pragma once

#include <optional>
#include <span>

#include "base/uuid.h"
#include "cohorts/cohorts.h"

namespace leapfrog::cohorts {

// After the rows of `version` were written: notes how they differ from what was noted before. Whatever was
// lost on the way there, by a crash in between, is made good.
Result<> note_membership(events::Engine& engine, ProjectId project, std::int64_t cohort,
                         std::int64_t version);

// Whether somebody of one of these names was inside by the last counting at or before `at`; nothing when the
// cohort had not been counted yet.
Result<std::optional<bool>> was_inside(events::Engine& engine, ProjectId project, std::int64_t cohort,
                                       std::span<const Uuid> names, Instant at);

}  // namespace leapfrog::cohorts
