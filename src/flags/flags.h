// The door of the flags slice: feature flags over the API and for SDKs, early access, scheduled changes.
// Flags are answered from memory and SQLite alone, whatever becomes of the analytics engine.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "base/metrics.h"
#include "base/sealing.h"
#include "base/uuid.h"
#include "flags/definition.h"

namespace leapfrog::query {
struct EngineParts;
}

namespace leapfrog::flags {

// Cohorts as flags need them, from whoever keeps them.
class CohortSource {
 public:
  virtual ~CohortSource() = default;
  // `connection` reads the accounts' file; reads do not nest.
  virtual Result<std::vector<CohortDefinition>> definitions(meta::Connection& connection,
                                                            accounts::ProjectId project) = 0;
  // For cohorts whose definition has no filters.
  virtual Result<bool> is_member(accounts::ProjectId project, std::int64_t cohort, const Uuid& person) = 0;
  // Makes a list, in the name of whoever asks, of the people whom a flag is on for, who are found in the
  // background; gives the cohort as its API shows it.
  virtual Result<json::object> make_list_of_flag(const accounts::ProjectAccess& access, std::string name,
                                                 std::int64_t flag) = 0;
  // The same as they were at an instant; nothing when the cohort had not been counted by then. The second
  // asks the engine.
  virtual Result<std::vector<CohortDefinition>> definitions_at(meta::Connection& connection,
                                                               accounts::ProjectId project, Instant at) = 0;
  virtual Result<std::optional<bool>> was_member(accounts::ProjectId project, std::int64_t cohort,
                                                 const Uuid& person, Instant at) = 0;
};

// How many people release conditions of a flag let in: one of them, or all.
struct ReleaseShares {
  std::string key;  // of the flag
  bool active = false;
  std::vector<double> percentages;  // one for each condition
  std::optional<int> group_type;    // nothing: they are about people
  bool is_mixed = false;            // they are not all about the same
};

struct FlagsParts {
  meta::Database& database;  // the accounts' file, with migrations()
  meta::Database& people;    // the file of persons
  accounts::Accounts& accounts;
  CohortSource* cohorts;  // nullptr: there are none
  const Clock& clock;
  Metrics& metrics;
  std::string geoip_database;  // "": addresses have no place
  const Sealer& sealer;        // of encrypted payloads
  // Rows of a project that experience continuity may have: one for each person and flag.
  std::int64_t max_hash_keys = 20'000'000;
};

class Flags {
 public:
  // Everything in `parts` must outlive it.
  static Result<std::unique_ptr<Flags>> open(const FlagsParts& parts);
  ~Flags();
  Flags(const Flags&) = delete;
  Flags& operator=(const Flags&) = delete;

  // Starts carrying out scheduled changes. stop() ends that and every stream of changes.
  void start();
  void stop();
  // After cohorts changed.
  Result<> cohorts_changed(accounts::ProjectId project);
  // Forgets what is remembered of people who are erased; twice is harmless.
  Result<> forget_people(accounts::ProjectId project, std::span<const std::string> distinct_ids);
  // Everybody whom a flag is on for now, in no order. `goes_on` is asked now and then; when it says no the
  // error is `unavailable`. Errors: `not_found`, `invalid` for flags that are off or about groups.
  Result<std::vector<Uuid>> people_with(accounts::ProjectId project, std::int64_t flag,
                                        const std::function<bool()>& goes_on);

  // Of the condition of that index; without one of all. Nothing when the flag is deleted or has no such
  // condition.
  Result<std::optional<ReleaseShares>> release_shares(accounts::ProjectId project, std::int64_t flag,
                                                      std::optional<std::int64_t> condition);
  // Changes them, as a new version of the flag. `by` nullptr: nobody is there, the rollout goes on by itself.
  Result<> set_release_shares(accounts::ProjectId project, std::int64_t flag,
                              std::optional<std::int64_t> condition, std::span<const double> percentages,
                              bool active, const accounts::ProjectAccess* by);

  // For the files of this slice only.
  struct State;
  State& state() { return *state_; }

 private:
  explicit Flags(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// /flags, /decide, /ofrep and the lists of SDKs; everything under /api/ about flags.
void add_routes(http::Router& router, Flags& flags);
// What needs the engine: the past, what would be, usage.
void add_why_routes(http::Router& router, Flags& flags, const query::EngineParts& engine);

// The schema, migrations 900 to 999.
const std::vector<meta::Migration>& migrations();

}  // namespace leapfrog::flags
