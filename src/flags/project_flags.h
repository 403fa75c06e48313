// The flags of a project as requests use them: compiled, with the texts of answers that can be made
// beforehand. Immutable; replaced as a whole when a flag, a cohort, a group type or the time zone changes.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "flags/definition_set.h"
#include "flags/flag_record.h"

namespace leapfrog::flags {

// What an answer says of a flag whoever asks.
struct FlagText {
  std::string key;  // JSON: "new-cart"
  // How its record begins: "new-cart":{"key":"new-cart","enabled":true,"variant":
  std::string enabled, disabled;
  // How it ends: ,"metadata":{"id":…,"version":…,"description":…,"has_experiment":…,"payload":
  std::string metadata;
};

struct ProjectFlags {
  std::shared_ptr<const DefinitionSet> set;
  std::vector<FlagText> texts;    // of set->flags()
  std::string definitions;        // what SDKs evaluate by themselves; with cohorts
  std::string plain_definitions;  // for those who did not ask for cohorts
  std::string etag, plain_etag;
  // When an SDK last asked for each flag, in microseconds since 1970; 0: not since this was made.
  std::unique_ptr<std::atomic<std::int64_t>[]> called;
  bool asks_for_place = false;  // some condition is about $geoip_…
};

std::shared_ptr<const ProjectFlags> make_project_flags(ProjectDefinitions definitions);

// All projects. Thread-safe.
class FlagSnapshots {
 public:
  FlagSnapshots();
  // Never nullptr.
  std::shared_ptr<const ProjectFlags> of(ProjectId project) const;
  void replace(ProjectId project, std::shared_ptr<const ProjectFlags> flags);

  // For streams of changes: waits until the project's flags are others than `seen`, the time is over or all
  // is closed, and gives what there is then.
  std::shared_ptr<const ProjectFlags> wait_for_change(ProjectId project, const ProjectFlags* seen,
                                                      milliseconds at_most) const;
  void wake() const;  // lets all who wait look again
  void close();
  bool closed() const;

 private:
  std::shared_ptr<const ProjectFlags> find(ProjectId project) const;

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::map<ProjectId, std::shared_ptr<const ProjectFlags>> projects_;
  std::shared_ptr<const ProjectFlags> none_;
  bool closed_ = false;
};

}  // namespace leapfrog::flags
