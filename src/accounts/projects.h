// Projects as the hot paths see them: an immutable snapshot in memory, replaced as a whole when a project
// changes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace leapfrog::accounts {

using ProjectId = std::int64_t;

// What SDK-facing code needs of a project. `settings` holds the whole team object in PostHog's keys (project
// token settings of the SDKs, test_account_filters, …), the named fields are read out of it once.
struct Project {
  ProjectId id = 0;
  std::string uuid;
  std::string organization_id;
  std::string name;
  std::string api_token;  // "phc_…", public
  std::string timezone = "UTC";
  bool anonymize_ips = false;
  json::object settings;
};

class ProjectDirectory {
 public:
  virtual ~ProjectDirectory() = default;
  // nullptr when there is none. Thread-safe and wait-free for readers.
  virtual std::shared_ptr<const Project> by_token(std::string_view api_token) const = 0;
  virtual std::shared_ptr<const Project> by_id(ProjectId id) const = 0;
  virtual std::vector<std::shared_ptr<const Project>> all() const = 0;
};

}  // namespace leapfrog::accounts
