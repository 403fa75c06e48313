#include "definitions/definitions.h"

#include <list>
#include <mutex>
#include <unordered_map>

#include "definitions/known_names.h"
#include "definitions/session_properties.h"

namespace leapfrog::definitions {
namespace {

class Register final : public Definitions {
 public:
  Register(meta::Database& database, Limits limits) : database_(database), limits_(limits) {}

  Result<std::string_view> observe(const Observation& event) override {
    const std::scoped_lock lock(mutex_);
    auto* known = TRY(known_of(event.project));
    return known->observe(event, limits_, changes_);
  }

  Result<> observe_owner(ProjectId project, const PropertyKey& whose, const json::object& properties,
                         Instant at) override {
    const std::scoped_lock lock(mutex_);
    auto* known = TRY(known_of(project));
    known->observe_owner(project, whose, properties, at, limits_, changes_);
    return {};
  }

  Changes take() override {
    const std::scoped_lock lock(mutex_);
    for (auto& [project, known] : recent_) known.end_batch();
    return std::exchange(changes_, {});
  }

  Result<std::optional<PropertyType>> type_of(ProjectId project, const PropertyKey& key) override {
    if (key.owner == Owner::session) return session_property_type(key.name);
    if (key.owner == Owner::group && (key.group_type < 0 || key.group_type >= group_type_count))
      return std::nullopt;
    const std::scoped_lock lock(mutex_);
    auto* known = TRY(known_of(project));
    return known->type_of(key);
  }

  void forget(ProjectId project) override {
    const std::scoped_lock lock(mutex_);
    const auto found = by_project_.find(project);
    if (found == by_project_.end()) return;
    recent_.erase(found->second);
    by_project_.erase(found);
  }

 private:
  using Recent = std::list<std::pair<ProjectId, KnownNames>>;  // least recently used last

  // With the lock held.
  Result<KnownNames*> known_of(ProjectId project) {
    if (const auto found = by_project_.find(project); found != by_project_.end()) {
      recent_.splice(recent_.begin(), recent_, found->second);
      return &recent_.front().second;
    }
    recent_.emplace_front(project, TRY(KnownNames::load(database_, project)));
    by_project_[project] = recent_.begin();
    if (recent_.size() > limits_.projects_in_memory) {
      by_project_.erase(recent_.back().first);
      recent_.pop_back();
    }
    return &recent_.front().second;
  }

  meta::Database& database_;
  const Limits limits_;
  std::mutex mutex_;
  Recent recent_;
  std::unordered_map<ProjectId, Recent::iterator> by_project_;
  Changes changes_;
};

}  // namespace

std::unique_ptr<Definitions> Definitions::over(meta::Database& database, Limits limits) {
  return std::make_unique<Register>(database, limits);
}

}  // namespace leapfrog::definitions
