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

  // Reads a project's definitions again and puts them in place of the snapshot. After every commit that
  // changed them, before the request is answered.
  Result<> refresh(ProjectId project);
  Result<ProjectDefinitions> read_definitions(ProjectId project, meta::Connection& connection);

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

 private:
  void run();
  void tick();
  void look_for_changes();

  std::mutex refresh_mutex_;  // the last to read is the last to replace
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::map<std::int64_t, std::int64_t> saved_calls_;  // flag → microseconds
  int ticks_ = 0;
  std::thread thread_;
};

}  // namespace leapfrog::flags
