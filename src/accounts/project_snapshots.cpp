#include "accounts/project_snapshots.h"

#include <boost/unordered/unordered_flat_map.hpp>

namespace leapfrog::accounts {

struct ProjectSnapshots::Snapshot {
  std::vector<std::shared_ptr<const Project>> all;  // by ascending id
  boost::unordered_flat_map<std::string_view, std::shared_ptr<const Project>>
      by_token;  // keys view the projects
  boost::unordered_flat_map<ProjectId, std::shared_ptr<const Project>> by_id;
};

namespace {

std::shared_ptr<const Project> project_of(const ProjectRow& row) {
  auto project = std::make_shared<Project>();
  project->id = row.id;
  project->uuid = row.uuid;
  project->organization_id = row.organization_id;
  project->name = row.name;
  project->api_token = row.api_token;
  project->timezone = row.settings.at("timezone").as_string().c_str();
  project->anonymize_ips = row.settings.at("anonymize_ips").as_bool();
  project->settings = row.settings;
  return project;
}

template <class Map, class Key>
std::shared_ptr<const Project> find(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : found->second;
}

}  // namespace

const ProjectSnapshots::Snapshot& ProjectSnapshots::current() const {
  static const Snapshot none;
  static thread_local std::uint64_t seen_version = 0;
  static thread_local std::shared_ptr<const Snapshot> seen;
  if (version_.load(std::memory_order_acquire) != seen_version) {
    const std::lock_guard lock(mutex_);
    seen = snapshot_;
    seen_version = version_.load(std::memory_order_relaxed);
  }
  return seen == nullptr ? none : *seen;
}

std::shared_ptr<const Project> ProjectSnapshots::by_token(std::string_view api_token) const {
  return find(current().by_token, api_token);
}

std::shared_ptr<const Project> ProjectSnapshots::by_id(ProjectId id) const {
  return find(current().by_id, id);
}

std::vector<std::shared_ptr<const Project>> ProjectSnapshots::all() const { return current().all; }

void ProjectSnapshots::replace(const std::vector<ProjectRow>& rows) {
  static std::atomic<std::uint64_t> versions{0};
  auto snapshot = std::make_shared<Snapshot>();
  for (const auto& row : rows) {
    auto project = project_of(row);
    snapshot->all.push_back(project);
    snapshot->by_token.emplace(project->api_token, project);
    snapshot->by_id.emplace(project->id, std::move(project));
  }
  const std::lock_guard lock(mutex_);
  snapshot_ = std::move(snapshot);
  version_.store(versions.fetch_add(1) + 1, std::memory_order_release);
}

}  // namespace leapfrog::accounts
