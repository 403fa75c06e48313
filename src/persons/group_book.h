// Groups (companies, teams, …): the five types a project may have, in order of their first appearance, and
// what is in memory of the groups themselves.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "persons/state.h"
#include "persons/store.h"

namespace leapfrog::persons {

constexpr std::size_t max_group_key_bytes = 400;  // also of a type's name

class GroupBook {
 public:
  GroupBook(meta::Database& database, Settings settings) : database_(database), settings_(settings) {}

  // The type's index; a new type takes the next one. Nothing when the project has five others already.
  Result<std::optional<int>> type_index(ProjectId project, std::string_view type);
  // Loaded when it is not in memory. Stays where it is until trim() or forget_all().
  Result<Groups::Entry*> group(ProjectId project, int type_index, std::string_view key);
  // Counts the version up.
  void change(Groups::Entry& group, Properties properties, Instant created_at);

  void trim();
  bool open_batch_is_empty() const { return new_types_.empty() && groups_.open_batch_is_empty(); }

  struct Rows {
    std::vector<Groups::Entry*> groups;
    std::vector<store::GroupTypeWrite> types;
  };
  Rows seal() { return {groups_.seal(), std::exchange(new_types_, {})}; }
  void release(const Rows& rows);
  void forget_all();

 private:
  meta::Database& database_;
  const Settings settings_;
  Groups groups_;
  boost::unordered_flat_map<ProjectId, std::vector<std::string>> types_;
  std::vector<store::GroupTypeWrite> new_types_;
};

}  // namespace leapfrog::persons
