// The SQL of edits and erasures.
#pragma once

#include <string>
#include <vector>

#include "persons/batch.h"
#include "persons/persons.h"

namespace leapfrog::persons {

struct StoredEdit {
  std::int64_t id = 0;
  Edits::Edit edit;
  Instant requested_at;
};
Result<std::vector<StoredEdit>> read_waiting_edits(meta::Connection& connection, int limit);
Result<bool> any_waiting_edit(meta::Connection& connection);
// Gives the edit's number.
Result<std::int64_t> write_edit(meta::Connection& connection, const Edits::Edit& edit, Instant at);
// JSON, or "" while it waits.
Result<std::string> read_outcome(meta::Connection& connection, std::int64_t edit);
// Also forgets what was asked for, which may name people.
Result<> write_outcome(meta::Connection& connection, const EditOutcome& outcome);

Result<> write_erasure(meta::Connection& connection, const NewErasure& erasure);

}  // namespace leapfrog::persons
