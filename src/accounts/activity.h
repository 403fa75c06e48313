// The activity log: who changed what, from what to what. Secrets never get here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "http/pagination.h"

namespace leapfrog::accounts {

// Where an entry is listed and who did it.
struct ActivityPlace {
  std::string organization_id;  // "" for what concerns a user alone
  std::optional<ProjectId> project;
  std::optional<UserId> user;
};

struct ActivityEntry {
  std::string id;
  ActivityPlace place;
  std::optional<User> user;
  std::string scope;
  std::string item_id;
  std::string activity;
  std::string detail;  // JSON object {name, changes, …}
  Instant created_at;
};

Result<> record_activity_at(meta::Connection& connection, const ActivityPlace& place,
                            const Activity& activity);

struct ActivityFilter {
  std::string organization_id;  // one of the two
  std::optional<ProjectId> project;
  std::string scope;  // "" for any
  std::string item_id;
};
// Newest first.
Result<std::vector<ActivityEntry>> list_activity(meta::Connection& connection, const ActivityFilter& filter,
                                                 http::Page page);
Result<std::int64_t> count_activity(meta::Connection& connection, const ActivityFilter& filter);

}  // namespace leapfrog::accounts
