// Making and changing flags: the one way for the API, early access features and scheduled changes. Everything
// happens in the caller's transaction; refresh the snapshot after it was committed.
#pragma once

#include "flags/flag_store.h"
#include "flags/state.h"

namespace leapfrog::flags {

// Who changes, and where it is written down.
struct Author {
  const accounts::ProjectAccess* access = nullptr;  // nullptr: nobody is there, a scheduled change
  std::optional<UserId> user;
  bool approved = false;  // by a second person, for flags that require it
};

Result<FlagRecord> create_flag(Flags::State& state, meta::Connection& connection, ProjectId project,
                               const Author& author, const json::object& body);
// Nothing is written when nothing changes. Errors: conflict when `body.version` is not the current one, or
// with code "approval_required" when the flag needs a second person for this.
Result<FlagRecord> change_flag(Flags::State& state, meta::Connection& connection, FlagRecord flag,
                               const Author& author, const json::object& body);

}  // namespace leapfrog::flags
