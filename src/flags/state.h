// What the files of this slice share behind Flags.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "enrich/geoip.h"
#include "flags/flags.h"
#include "flags/project_flags.h"
#include "http/worker_pool.h"

namespace leapfrog::flags {

struct Flags::State {
  explicit State(const FlagsParts& given);
  ~State();

  // Reads what changed of a project's flags and puts it into the snapshot. After every commit that changed
  // them, before the request is answered.
  Result<> refresh(ProjectId project);
  // The same when cohorts changed.
  Result<> refresh_cohorts(ProjectId project);
  // The flags that are stored otherwise than `known` has them.
  Result<DefinitionChanges> changes_since(const DefinitionSet& known, ProjectId project,
                                          meta::Connection& connection);
  // All but the flags.
  Result<ProjectDefinitions> read_surroundings(ProjectId project, meta::Connection& connection);

  void start();
  void stop();
  // Writes down when flags were last called, at most every ten minutes for each.
  Result<> save_calls();

  const FlagsParts parts;
  FlagSnapshots snapshots;
  std::unique_ptr<enrich::GeoDatabase> places;  // nullptr: addresses have no place
  http::WorkerPool workers;                     // for requests of SDKs that have to read
  Counter& evaluated;
  Counter& failed;
  Counter& forgotten;

 private:
  void run();
  void tick();
  void look_for_changes();
  enum class Reading { changed_flags, cohorts_too };
  Result<> refresh(ProjectId project, Reading reading);
  Result<std::vector<std::string>> group_types_of(ProjectId project);

  std::mutex refresh_mutex_;  // the last to read is the last to replace
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::map<std::int64_t, std::int64_t> saved_calls_;  // flag → microseconds
  int ticks_ = 0;
  std::thread thread_;
};

}  // namespace leapfrog::flags
