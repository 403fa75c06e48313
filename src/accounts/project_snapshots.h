// All projects in memory, replaced as a whole when one changes. Each thread keeps the snapshot it saw last,
// so a lookup touches no lock unless projects have changed since the thread's previous one.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "accounts/project_store.h"
#include "accounts/projects.h"

namespace leapfrog::accounts {

class ProjectSnapshots {
 public:
  std::shared_ptr<const Project> by_token(std::string_view api_token) const;
  std::shared_ptr<const Project> by_id(ProjectId id) const;
  std::vector<std::shared_ptr<const Project>> all() const;

  void replace(const std::vector<ProjectRow>& rows);

 private:
  struct Snapshot;
  const Snapshot& current() const;

  std::atomic<std::uint64_t> version_{0};  // unique among all objects of this class
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;
};

}  // namespace leapfrog::accounts
