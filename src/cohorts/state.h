// What the files of this slice share behind Cohorts, and the thread that counts.
#pragma once

#include <condition_variable>
#include <thread>

#include "cohorts/cohorts.h"
#include "cohorts/definition.h"
#include "cohorts/member_file.h"
#include "cohorts/store.h"
#include "flags/flags.h"

namespace leapfrog::cohorts {

constexpr std::int64_t max_cohorts = 2'000;  // of a project

struct Cohorts::State final : flags::CohortSource {
  State(const CohortsParts& given, CohortsSettings wanted);
  ~State() override;

  // The people of the last counting; `not_found` before the first.
  Result<std::shared_ptr<const MemberFile>> members(std::int64_t cohort);
  void forget_members(std::int64_t cohort);
  std::string member_path(std::int64_t cohort) const;

  // For statements about a project, as of now. `access` outlives it.
  Result<query::Asking> asking(const accounts::ProjectAccess& access) const {
    return query::Asking::begin(access, parts.clock.now(), parts.engine);
  }

  // After a commit that changed a definition or a list.
  Result<> changed(ProjectId project);
  // Until the cohort is counted as it is now, or `patience` is over.
  void wait_counted(ProjectId project, std::int64_t cohort, milliseconds patience);
  bool is_counting(std::int64_t cohort);
  bool is_stopping();

  // For flags.
  Result<std::vector<flags::CohortDefinition>> definitions(meta::Connection& connection,
                                                           ProjectId project) override;
  Result<bool> is_member(ProjectId project, std::int64_t cohort, const Uuid& person) override;
  Result<json::object> make_list_of_flag(const accounts::ProjectAccess& access, std::string name,
                                         std::int64_t flag) override;
  Result<std::vector<flags::CohortDefinition>> definitions_at(meta::Connection& connection, ProjectId project,
                                                              Instant at) override;
  Result<std::optional<bool>> was_member(ProjectId project, std::int64_t cohort, const Uuid& person,
                                         Instant at) override;

  void start();
  void stop();

  const CohortsParts parts;
  const CohortsSettings settings;
  std::function<Result<>(ProjectId)> on_changed;
  FlagPeople flag_people;

 private:
  void run();
  // Counts what is due; whether there was something.
  bool count_one();
  void housekeeping();
  Result<> forget_old_versions();

  Counter& counted_;
  Counter& failed_;
  Histogram& seconds_;

  std::mutex members_mutex_;
  std::map<std::int64_t, std::shared_ptr<const MemberFile>> members_;

  std::mutex mutex_;
  std::condition_variable wake_;  // of the thread that counts
  std::condition_variable done_;  // of those who wait for it
  bool running_ = false;
  bool stopping_ = false;
  bool has_news_ = true;
  std::int64_t counting_ = 0;   // the cohort, 0: none
  std::uint64_t finished_ = 0;  // how many countings
  std::thread thread_;
};

// The definition of a dynamic cohort, from `filters` or the older `groups`; for lists nothing.
Result<std::optional<Definition>> definition_of(const CohortRecord& cohort);

}  // namespace leapfrog::cohorts
