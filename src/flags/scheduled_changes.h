// Changes of flags that take place at a time people chose.
#pragma once

#include "flags/flag_changes.h"

namespace leapfrog::flags {

struct ScheduledChange {
  std::int64_t id = 0;
  ProjectId project = 0;
  std::int64_t record_id = 0;
  json::object payload;  // {operation, value}
  Instant scheduled_at;
  std::optional<Instant> executed_at;
  std::optional<std::string> failure_reason;
  std::optional<UserId> created_by;
  Instant created_at;
  Instant updated_at;
};

// The body of a PATCH that the payload stands for. Errors: `invalid` with attr "payload".
Result<json::object> body_of_change(const json::object& payload, const FlagRecord& flag);

// Carries out what is due. A change that fails is marked with the reason and not tried again.
Result<> carry_out_due_changes(Flags::State& state);

void add_scheduled_change_routes(http::Router& router, Flags& flags);

}  // namespace leapfrog::flags
