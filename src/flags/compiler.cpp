#include "flags/compiler.h"

#include <algorithm>
#include <limits>

namespace leapfrog::flags {
namespace {

constexpr std::size_t endless = std::numeric_limits<std::size_t>::max();

}  // namespace

Compiler::Compiler(ProjectDefinitions definitions) : set_(new DefinitionSet) {
  set_->group_types_ = std::move(definitions.group_types);
  set_zone(std::move(definitions.timezone));
  for (auto& definition : definitions.flags) add(std::move(definition));
  fresh_cohorts_ = std::make_shared<CohortTable>();
  fresh_cohorts_->definitions = std::move(definitions.cohorts);
}

Compiler::Compiler(const DefinitionSet& before, DefinitionChanges changes) : set_(new DefinitionSet) {
  set_->group_types_ = changes.group_types ? *std::move(changes.group_types) : before.group_types_;
  set_zone(changes.timezone ? *std::move(changes.timezone) : before.timezone_);
  // Dates without an offset were read in the zone of before.
  const bool same_zone = set_->timezone_ == before.timezone_;
  lay_out(before, changes, same_zone);
  if (changes.cohorts || !same_zone || !before.cohorts_->uses.flags.empty()) {
    fresh_cohorts_ = std::make_shared<CohortTable>();
    fresh_cohorts_->definitions =
        changes.cohorts ? *std::move(changes.cohorts) : before.cohorts_->definitions;
  } else {
    set_->cohorts_ = before.cohorts_;
  }
  keep_slots(before);
}

void Compiler::set_zone(std::string timezone) {
  set_->timezone_ = std::move(timezone);
  set_->zone_ = find_time_zone(set_->timezone_);
}

void Compiler::add(FlagDefinition definition) {
  auto flag = std::make_shared<CompiledFlag>();
  flag->definition = std::move(definition);
  entries_.push_back({nullptr, std::move(flag)});
}

// The flags of before without those that are gone, changed ones in their place and new ones among them.
void Compiler::lay_out(const DefinitionSet& before, DefinitionChanges& changes, bool keep) {
  const auto order = [](const FlagDefinition& flag) {
    return flag.id == 0 ? std::numeric_limits<std::int64_t>::max() : flag.id;
  };
  std::ranges::stable_sort(changes.flags, {}, order);
  std::ranges::sort(changes.gone);
  auto next = changes.flags.begin();
  for (const auto& flag : before.flags_) {
    const auto id = order(flag->definition);
    while (next != changes.flags.end() && order(*next) < id) add(std::move(*next++));
    if (next != changes.flags.end() && order(*next) == id) {
      add(std::move(*next++));
    } else if (std::ranges::binary_search(changes.gone, id)) {
      continue;
    } else if (keep) {
      entries_.push_back({flag, nullptr});
    } else {
      add(flag->definition);
    }
  }
  for (; next != changes.flags.end(); ++next) add(std::move(*next));
}

std::shared_ptr<const DefinitionSet> Compiler::run() {
  index_flags();
  settle_cohorts();
  settle_flags();
  find_circles();
  note_needs();
  return set_;
}

void Compiler::index_flags() {
  auto& set = *set_;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    const auto& definition = entries_[i].definition();
    set.by_key_.emplace_back(definition.key, i);
    set.by_id_.emplace_back(definition.id, i);
  }
  std::ranges::sort(set.by_key_);
  std::ranges::sort(set.by_id_);
}

// Slots that something kept refers to stay where they are; the others are given away again.
void Compiler::keep_slots(const DefinitionSet& before) {
  set_->slots_ = before.slots_;
  std::vector<bool> used(set_->slots_.size());
  const auto mark = [&](const Uses& uses) {
    for (const auto slot : uses.slots) used[slot] = true;
  };
  for (const auto& entry : entries_) {
    if (entry.kept) mark(entry.kept->uses);
  }
  if (set_->cohorts_) mark(set_->cohorts_->uses);
  for (std::uint32_t i = 0; i < used.size(); ++i) {
    auto& each = set_->slots_[i];
    each.asked = false;
    if (used[i]) {
      slot_index_.emplace(std::tuple(each.source, each.group_type, each.key), i);
    } else {
      free_slots_.push_back(i);
    }
  }
}

void Compiler::settle_cohorts() {
  if (!fresh_cohorts_) return;
  auto& table = *fresh_cohorts_;
  set_->cohorts_ = fresh_cohorts_;
  for (const auto& cohort : table.definitions) {
    table.by_id.emplace_back(cohort.id, static_cast<std::uint32_t>(table.compiled.size()));
    table.compiled.emplace_back().id = cohort.id;
  }
  std::ranges::sort(table.by_id);
  uses_ = &table.uses;
  for (std::size_t i = 0; i < table.compiled.size(); ++i)
    compile_cohort(table.compiled[i], table.definitions[i].filters);
}

bool Compiler::moved(const Uses& uses) const {
  const auto flag_moved = [&](const auto& use) { return set_->find(use.first) != use.second; };
  const auto cohort_moved = [&](const auto& use) { return set_->find_cohort(use.first) != use.second; };
  return std::ranges::any_of(uses.flags, flag_moved) || std::ranges::any_of(uses.cohorts, cohort_moved);
}

void Compiler::settle_flags() {
  set_->flags_.reserve(entries_.size());
  for (auto& [kept, fresh] : entries_) {
    if (kept && moved(kept->uses)) {
      fresh = std::make_shared<CompiledFlag>();
      fresh->definition = kept->definition;
    }
    if (fresh) {
      uses_ = &fresh->uses;
      compile_flag(*fresh);
    }
    set_->flags_.push_back(fresh ? std::move(fresh) : std::move(kept));
  }
  for (auto& [key, index] : set_->by_key_) key = set_->flags_[index]->definition.key;
}

void Compiler::find_circles() {
  const auto& cohorts = set_->cohorts_->compiled;
  flag_state_.assign(set_->flags_.size(), 0);
  flag_depth_.assign(set_->flags_.size(), 0);
  cohort_state_.assign(cohorts.size(), 0);
  cohort_depth_.assign(cohorts.size(), 0);
  set_->circular_.resize(set_->flags_.size());
  for (std::uint32_t i = 0; i < set_->flags_.size(); ++i)
    set_->circular_[i] = depth_of_flag(i) > max_dependency_depth ? 1 : 0;
  if (!fresh_cohorts_) return;
  for (std::uint32_t i = 0; i < cohorts.size(); ++i)
    fresh_cohorts_->compiled[i].broken |= depth_of_cohort(i) > max_dependency_depth;
}

std::size_t Compiler::depth_of_flag(std::uint32_t flag) {
  const auto& compiled = *set_->flags_[flag];
  if (compiled.uses.flags.empty() && compiled.uses.cohorts.empty()) return 0;
  if (flag_state_[flag] == 1) return endless;
  if (flag_state_[flag] == 2) return flag_depth_[flag];
  flag_state_[flag] = 1;
  std::size_t depth = 0;
  for (const auto& condition : compiled.conditions)
    depth = std::max(depth, depth_of_filters(condition.filters));
  if (compiled.super_condition) depth = std::max(depth, depth_of_filters(compiled.super_condition->filters));
  flag_state_[flag] = 2;
  return flag_depth_[flag] = depth;
}

std::size_t Compiler::depth_of_cohort(std::uint32_t cohort) {
  if (cohort_state_[cohort] == 1) return endless;
  if (cohort_state_[cohort] == 2) return cohort_depth_[cohort];
  cohort_state_[cohort] = 1;
  const auto depth = depth_of_tree(set_->cohorts_->compiled[cohort].tree);
  cohort_state_[cohort] = 2;
  return cohort_depth_[cohort] = depth;
}

std::size_t Compiler::depth_of_tree(const FilterTree& tree) {
  auto depth = depth_of_filters(tree.filters);
  for (const auto& inner : tree.trees) depth = std::max(depth, depth_of_tree(inner));
  return depth;
}

std::size_t Compiler::depth_of_filters(const std::vector<Filter>& filters) {
  std::size_t depth = 0;
  for (const auto& filter : filters) depth = std::max(depth, depth_of_filter(filter));
  return depth;
}

// One more than what the filter stands on; nothing is deeper than endless.
std::size_t Compiler::depth_of_filter(const Filter& filter) {
  if (filter.kind == Filter::Kind::property) return 0;
  const auto below =
      filter.kind == Filter::Kind::flag ? depth_of_flag(filter.target) : depth_of_cohort(filter.target);
  return below == endless ? endless : below + 1;
}

void Compiler::note_needs() {
  auto& set = *set_;
  std::vector<bool> seen(set.cohorts_->compiled.size());
  for (const auto& flag : set.flags_) {
    if (!flag->definition.active) continue;
    set.has_continuity_ |= flag->definition.ensure_experience_continuity;
    set.needs_groups_ |= flag->asks_groups;
    for (const auto slot : flag->uses.slots) set.slots_[slot].asked = true;
    for (const auto& [id, cohort] : flag->uses.cohorts) {
      if (cohort) note_cohort(*cohort, seen);
    }
  }
}

void Compiler::note_cohort(std::uint32_t cohort, std::vector<bool>& seen) {
  if (seen[cohort]) return;
  seen[cohort] = true;
  const auto& compiled = set_->cohorts_->compiled[cohort];
  set_->needs_membership_ |= compiled.by_membership;
  note_tree(compiled.tree, seen);
}

void Compiler::note_tree(const FilterTree& tree, std::vector<bool>& seen) {
  for (const auto& filter : tree.filters) {
    if (filter.kind == Filter::Kind::property) {
      set_->slots_[filter.target].asked = true;
      set_->needs_groups_ |= set_->slots_[filter.target].source == Source::group;
    }
    if (filter.kind == Filter::Kind::cohort) note_cohort(filter.target, seen);
  }
  for (const auto& inner : tree.trees) note_tree(inner, seen);
}

}  // namespace leapfrog::flags
