// The flags of one project, compiled once when a definition changes and shared by all who evaluate them.
#pragma once

#include <memory>
#include <ranges>
#include <span>
#include <string_view>

#include "flags/compiled.h"

namespace leapfrog::flags {

// What is other than in a set before it. What is left out stays.
struct DefinitionChanges {
  std::vector<FlagDefinition> flags;                     // new ones, or instead of those with the same id
  std::vector<std::int64_t> gone;                        // ids of flags
  std::optional<std::vector<CohortDefinition>> cohorts;  // all of them
  std::optional<std::vector<std::string>> group_types;
  std::optional<std::string> timezone;
};

class DefinitionSet {
 public:
  // Never fails: what cannot be compiled matches nobody. Flags keep their order.
  static std::shared_ptr<const DefinitionSet> compile(ProjectDefinitions definitions);
  // The same as compiling everything, but what did not change is shared with this set. Flags are in order of
  // their ids; those without one come last.
  std::shared_ptr<const DefinitionSet> with(DefinitionChanges changes) const;

  auto flags() const {
    return flags_ | std::views::transform([](const auto& flag) -> const CompiledFlag& { return *flag; });
  }
  const CompiledFlag& flag(std::uint32_t index) const { return *flags_[index]; }
  // The same object in two sets: compiled once.
  const std::shared_ptr<const CompiledFlag>& shared_flag(std::uint32_t index) const { return flags_[index]; }
  // It stands on itself, or on more than max_dependency_depth others.
  bool is_circular(std::uint32_t flag) const { return circular_[flag] != 0; }
  std::span<const CompiledCohort> cohorts() const { return cohorts_->compiled; }
  const std::shared_ptr<const CohortTable>& cohort_table() const { return cohorts_; }
  std::span<const PropertySlot> slots() const { return slots_; }
  const std::vector<std::string>& group_types() const { return group_types_; }  // by index
  const std::string& timezone() const { return timezone_; }
  TimeZone zone() const { return zone_; }

  // The index of the flag, or nothing.
  std::optional<std::uint32_t> find(std::string_view key) const;
  std::optional<std::uint32_t> find(const FlagName& name) const;
  std::optional<std::uint32_t> find_id(std::int64_t flag) const;
  std::optional<std::uint32_t> find_cohort(std::int64_t cohort) const;
  // The flags with a condition on it.
  std::vector<std::uint32_t> dependents(std::uint32_t flag) const;
  // The index of the group type, -1 for an unknown one.
  int group_type(std::string_view name) const;

  // What evaluating the active flags needs besides the request.
  bool needs_groups() const { return needs_groups_; }
  bool needs_membership() const { return needs_membership_; }
  bool has_continuity() const { return has_continuity_; }

 private:
  friend class Compiler;
  DefinitionSet() = default;

  std::vector<std::string> group_types_;
  std::string timezone_;
  std::vector<std::shared_ptr<const CompiledFlag>> flags_;
  std::vector<std::uint8_t> circular_;
  std::shared_ptr<const CohortTable> cohorts_;
  std::vector<PropertySlot> slots_;
  std::vector<std::pair<std::string_view, std::uint32_t>> by_key_;  // sorted
  std::vector<std::pair<std::int64_t, std::uint32_t>> by_id_;       // sorted
  TimeZone zone_ = nullptr;
  bool needs_groups_ = false, needs_membership_ = false, has_continuity_ = false;
};

}  // namespace leapfrog::flags
