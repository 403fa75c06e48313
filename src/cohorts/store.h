// All SQL of cohorts. The database is the one of accounts.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "base/uuid.h"
#include "http/pagination.h"

namespace leapfrog::cohorts {

using accounts::ProjectId;

struct CohortRecord {
  std::int64_t id = 0;
  ProjectId project = 0;
  std::string name;
  std::string description;
  bool is_static = false;
  json::value filters;  // null: none
  json::value groups;
  json::value query;
  std::optional<std::int64_t> flag;  // whose people are listed, instead of the query's
  bool query_pending = false;
  bool deleted = false;
  Instant created_at;
  std::optional<accounts::UserId> created_by;
  Instant changed_at;
  Instant counted_for;
  std::int64_t version = 0;
  std::int64_t people = 0;
  std::optional<Instant> counted_at;
  microseconds duration{0};
  std::int64_t errors = 0;
  std::string last_error;
  Instant retry_at;
  Instant used_at;

  // What it says about people is older than what it is meant to say.
  bool is_waiting() const { return counted_for < changed_at; }
};

struct CohortFilter {
  std::string search;
  std::optional<bool> is_static;
  std::optional<accounts::UserId> created_by;
};
// The last made first.
Result<std::vector<CohortRecord>> list_cohorts(meta::Connection& connection, ProjectId project,
                                               const CohortFilter& filter, http::Page page);
Result<std::int64_t> count_cohorts(meta::Connection& connection, ProjectId project,
                                   const CohortFilter& filter);
// Also a deleted one.
Result<std::optional<CohortRecord>> find_any_cohort(meta::Connection& connection, ProjectId project,
                                                    std::int64_t id);
// All of them that are not deleted.
Result<std::vector<CohortRecord>> all_cohorts(meta::Connection& connection, ProjectId project);
// Those that there were at an instant, as they were defined then. Of what else a record holds only the
// numbers of cohort and project are given.
Result<std::vector<CohortRecord>> cohorts_at(meta::Connection& connection, ProjectId project, Instant at);
// This and the next keep what the definition is from changed_at on.
Result<std::int64_t> insert_cohort(meta::Connection& connection, const CohortRecord& cohort);
// What people change; not what counting does.
Result<> update_cohort(meta::Connection& connection, const CohortRecord& cohort);
Result<> set_changed(meta::Connection& connection, std::int64_t id, Instant at);

// Adds those who are not in the list yet.
Result<> add_listed(meta::Connection& connection, const CohortRecord& cohort, std::span<const Uuid> people);
Result<> remove_listed(meta::Connection& connection, std::int64_t cohort, std::span<const Uuid> people);
Result<std::vector<Uuid>> listed(meta::Connection& connection, std::int64_t cohort);
// Also of deleted cohorts.
Result<std::vector<CohortRecord>> lists_with_any(meta::Connection& connection, ProjectId project,
                                                 std::span<const Uuid> people);

// The cohort to count now: changed ones first, then those in use whose last counting is `refresh` ago (or
// twenty times as long as it took, if that is more), then any that was counted a day ago.
struct Due {
  ProjectId project = 0;
  std::int64_t id = 0;
};
Result<std::optional<Due>> next_due(meta::Connection& connection, Instant now, microseconds refresh);

struct Counted {
  std::int64_t cohort = 0;
  ProjectId project = 0;
  Instant started_at;
  Instant finished_at;
  Instant counted_for;       // the record's changed_at at the start
  std::int64_t version = 0;  // when it worked
  std::optional<std::int64_t> people;
  std::string error;
};
Result<> save_counted(meta::Connection& connection, const Counted& counted);
// `retry_at` is when it may be tried again; `counts` is false for what was no fault of the cohort's.
Result<> save_failed(meta::Connection& connection, const Counted& counted, Instant retry_at, bool counts);
Result<std::vector<Counted>> list_countings(meta::Connection& connection, std::int64_t cohort,
                                            http::Page page);
Result<std::int64_t> count_countings(meta::Connection& connection, std::int64_t cohort);
Result<> query_done(meta::Connection& connection, std::int64_t cohort);

Result<> set_used(meta::Connection& connection, std::int64_t cohort, Instant at);

// What there is of members outside of this database: of cohorts that are not deleted, with their versions.
struct Kept {
  std::int64_t id = 0;
  std::int64_t version = 0;
};
Result<std::vector<Kept>> kept_cohorts(meta::Connection& connection);

}  // namespace leapfrog::cohorts
