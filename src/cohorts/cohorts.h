// The door of the cohorts slice: named sets of people, listed by hand or defined by what they are and did.
// A definition is counted in the background and its people written down, for questions in the engine and for
// flags in a file; both answer with the people of the last counting.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "base/metrics.h"
#include "base/uuid.h"
#include "query/asking.h"

namespace leapfrog::flags {
class CohortSource;
}

namespace leapfrog::cohorts {

using accounts::ProjectId;

// Which cohorts were asked for lately: those are counted again more often. Thread-safe.
class Uses {
 public:
  void note(std::int64_t cohort, Instant at);
  std::map<std::int64_t, Instant> take();

 private:
  std::mutex mutex_;
  std::map<std::int64_t, Instant> used_;
};

// What questions need to know. Nothing when the project has none with that number, or deleted it. `database`
// is the one of accounts.
Result<std::optional<query::Cohort>> find_cohort(meta::Database& database, ProjectId project,
                                                 std::int64_t id);
// The lists that people made, of those that were counted.
Result<std::vector<query::Cohort>> static_cohorts(meta::Database& database, ProjectId project);

struct CohortsParts {
  meta::Database& database;  // of accounts, with migrations()
  meta::Database& people;    // of persons
  accounts::Accounts& accounts;
  query::EngineParts engine;
  std::span<const query::Kind> kinds;  // of questions that give people
  Uses& uses;
  const Clock& clock;
  Metrics& metrics;
};

struct CohortsSettings {
  std::string directory;           // of the lists that flags read
  seconds refresh = seconds(900);  // between countings of a cohort in use
};

class Cohorts {
 public:
  // Everything in `parts` must outlive it.
  static Result<std::unique_ptr<Cohorts>> open(const CohortsParts& parts, CohortsSettings settings);
  ~Cohorts();
  Cohorts(const Cohorts&) = delete;
  Cohorts& operator=(const Cohorts&) = delete;

  // `changed` is called after a commit that changed a project's definitions. Before start().
  void on_changed(std::function<Result<>(ProjectId)> changed);
  // How the people are found whom a flag is on for; it ends early when `goes_on` says no. Before start().
  using FlagPeople = std::function<Result<std::vector<Uuid>>(ProjectId project, std::int64_t flag,
                                                             const std::function<bool()>& goes_on)>;
  void find_flag_people_by(FlagPeople find);
  // Starts and ends the counting in the background.
  void start();
  void stop();
  // Takes people who are erased off lists, by every uuid they had; twice is harmless.
  Result<> forget_people(ProjectId project, std::span<const Uuid> names);
  // Who is in a cohort, for flags: without the engine.
  flags::CohortSource& for_flags();

  // For the files of this slice only.
  struct State;
  State& state() { return *state_; }

 private:
  explicit Cohorts(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// cohorts/, and persons/cohorts/.
void add_routes(http::Router& router, Cohorts& cohorts);

// In the database of accounts. Migrations 600 to 699.
const std::vector<meta::Migration>& migrations();

}  // namespace leapfrog::cohorts
