#include "persons/group_book.h"

#include <algorithm>

#include "persons/property_updates.h"

namespace leapfrog::persons {
namespace {

std::size_t group_bytes(const Groups::Entry& group) {
  return sizeof(Groups::Entry) + 3 * sizeof(void*) + group.key.text.size() +
         (group.value.properties->empty() ? 0 : memory_bytes(*group.value.properties));
}

}  // namespace

Result<std::optional<int>> GroupBook::type_index(ProjectId project, std::string_view type) {
  auto found = types_.find(project);
  if (found == types_.end()) {
    auto stored = TRY(store::read(database_, [&](meta::Connection& connection) {
      return store::read_group_types(connection, project);
    }));
    found = types_.emplace(project, std::move(stored)).first;
  }
  auto& names = found->second;
  const auto position = std::ranges::find(names, type);
  const auto index = static_cast<int>(position - names.begin());
  if (position != names.end()) return index;
  if (names.size() == max_group_types) return std::nullopt;
  names.emplace_back(type);
  new_types_.push_back({project, index, std::string(type)});
  return index;
}

Result<Groups::Entry*> GroupBook::group(ProjectId project, int type_index, std::string_view key) {
  if (auto* entry = groups_.find({project, type_index, key})) return entry;
  auto stored = TRY(store::read(database_, [&](meta::Connection& connection) {
    return store::read_group(connection, project, type_index, key);
  }));
  if (!stored) stored = GroupState{no_properties(), Instant(), 0};
  auto& entry = groups_.insert({project, type_index, std::string(key)}, *std::move(stored), 0);
  groups_.resize(entry, group_bytes(entry));
  return &entry;
}

void GroupBook::change(Groups::Entry& group, Properties properties, Instant created_at) {
  groups_.pin(group);
  group.value.properties = std::move(properties);
  group.value.created_at = created_at;
  ++group.value.version;
  groups_.resize(group, group_bytes(group));
}

void GroupBook::trim() { groups_.trim(settings_.cached_persons, settings_.cached_bytes / 8); }

void GroupBook::release(const Rows& rows) {
  groups_.release(rows.groups, [](const Groups::Entry&) {});
}

void GroupBook::forget_all() {
  groups_.clear();
  types_.clear();  // read again when next needed
  new_types_.clear();
}

}  // namespace leapfrog::persons
