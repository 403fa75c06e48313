// Works off what people asked to be forgotten: their events, the mirrored copies of them in the engine, and
// what else is kept of them. docs/internals/erasure.md lists it all.
#pragma once

#include <functional>

#include "persons/persons.h"
#include "storage/events/engine.h"

namespace leapfrog::ingestion {

// Removes what other slices keep of people who are erased. Called again for the same people after an error.
using ForgetPeople = std::function<Result<>(const persons::Erasure&)>;

// Removes the rows of the erasures that wait and books how many events went. Only while nothing is being
// inserted. Gives whether more wait. An error leaves the rest for the next call; erasing twice is harmless.
// `forget` may be empty.
Result<bool> work_off_erasures(events::Engine& engine, meta::Database& database, const ForgetPeople& forget,
                               Instant now);

}  // namespace leapfrog::ingestion
