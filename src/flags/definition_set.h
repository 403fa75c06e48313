// The flags of one project, compiled once when a definition changes and shared by all who evaluate them.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "flags/compiled.h"

namespace leapfrog::flags {

class DefinitionSet {
 public:
  // Never fails: what cannot be compiled matches nobody. Flags keep their order.
  static std::shared_ptr<const DefinitionSet> compile(ProjectDefinitions definitions);

  const ProjectDefinitions& definitions() const { return definitions_; }  // of flags: without the flags
  std::span<const CompiledFlag> flags() const { return flags_; }
  std::span<const CompiledCohort> cohorts() const { return cohorts_; }
  std::span<const PropertySlot> slots() const { return slots_; }
  TimeZone zone() const { return zone_; }

  // The index of the flag, or nothing.
  std::optional<std::uint32_t> find(std::string_view key) const;
  // The index of the group type, -1 for an unknown one.
  int group_type(std::string_view name) const;

  // What evaluation needs besides the request.
  bool needs_person() const { return needs_person_; }
  bool needs_groups() const { return needs_groups_; }
  bool needs_membership() const { return needs_membership_; }
  bool has_continuity() const { return has_continuity_; }

 private:
  friend class Compiler;
  DefinitionSet() = default;

  ProjectDefinitions definitions_;
  std::vector<CompiledFlag> flags_;
  std::vector<CompiledCohort> cohorts_;
  std::vector<PropertySlot> slots_;
  std::vector<std::pair<std::string_view, std::uint32_t>> by_key_;  // sorted
  TimeZone zone_ = nullptr;
  bool needs_person_ = false, needs_groups_ = false, needs_membership_ = false, has_continuity_ = false;
};

}  // namespace leapfrog::flags
