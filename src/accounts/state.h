// What the files of this slice share behind Accounts.
#pragma once

#include <mutex>

#include "accounts/accounts.h"
#include "accounts/post.h"
#include "accounts/project_snapshots.h"
#include "accounts/throttle.h"
#include "storage/meta/rows.h"

namespace leapfrog::accounts {

struct Accounts::State {
  State(meta::Database& metadata, const Clock& time) : database(metadata), clock(time) {}

  // Reads all projects again and puts them in place of the snapshot. After every commit that changed one.
  Result<> refresh_projects();

  meta::Database& database;
  const Clock& clock;
  ProjectSnapshots projects;
  // Failed sign-ins and the like; a good one is given back.
  Throttle by_address{ThrottleLimits{}};
  Throttle by_account{ThrottleLimits{}};
  // Letters that somebody asks for: to an address, from an address, to those whom an organisation invites.
  Throttle letters_by_account{ThrottleLimits{5, std::chrono::hours(1), 10'000}};
  Throttle letters_by_address{ThrottleLimits{20, std::chrono::hours(1), 10'000}};
  Throttle invitation_letters{ThrottleLimits{100, std::chrono::hours(1), 10'000}};
  Post post;
  // rate_limits.h; nullptr: no limit.
  std::unique_ptr<Throttle> requests_by_key;
  std::unique_ptr<Throttle> queries_by_key;
  Result<> take_rate(const Access& who, std::string_view scope);

 private:
  std::mutex refresh_mutex_;  // the last to read is the last to replace
};

}  // namespace leapfrog::accounts
