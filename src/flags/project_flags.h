// The flags of a project as requests use them: compiled, with the texts of answers that can be made
// beforehand. Immutable; replaced as a whole when a flag, a cohort, a group type or the time zone changes.
#pragma once

#include <array>
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

// What is said of a flag whoever asks. Made once per change of the flag, or of what it stands on.
struct FlagText {
  std::string key;  // JSON: "new-cart"
  // How its record begins: "new-cart":{"key":"new-cart","enabled":true,"variant":
  std::string enabled, disabled;
  // How it ends: ,"metadata":{"id":…,"version":…,"description":…,"has_experiment":…,"payload":
  std::string metadata;
  // For SDKs that evaluate by themselves; "" for flags that they do not get.
  std::string definition;
  std::string plain_definition;  // for those who did not ask for cohorts; "" when it is the same
  std::string digest, plain_digest;
};

struct ProjectFlags {
  std::shared_ptr<const DefinitionSet> set;
  std::vector<std::shared_ptr<const FlagText>> texts;  // of set->flags()
  std::string etag, plain_etag;                        // of definitions()
  // When an SDK last asked for each flag, in microseconds since 1970; 0: nobody knows.
  std::unique_ptr<std::atomic<std::int64_t>[]> called;
  bool asks_for_place = false;  // some condition is about $geoip_…

  // What SDKs evaluate by themselves; put together when the first of them asks. Thread-safe.
  const std::string& definitions(bool with_cohorts) const;

 private:
  struct Document {
    std::once_flag made;
    std::string text;
  };
  mutable std::array<Document, 2> documents_;  // without and with cohorts
};

std::shared_ptr<const ProjectFlags> make_project_flags(ProjectDefinitions definitions);
// What did not change is shared with `before`, compiled flags and texts.
std::shared_ptr<const ProjectFlags> change_project_flags(const ProjectFlags& before,
                                                         DefinitionChanges changes);

// All projects. Thread-safe.
class FlagSnapshots {
 public:
  FlagSnapshots();
  // Never nullptr.
  std::shared_ptr<const ProjectFlags> of(ProjectId project) const;
  bool has(ProjectId project) const;
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
