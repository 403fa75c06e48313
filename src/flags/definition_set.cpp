#include "flags/definition_set.h"

#include <algorithm>

#include "flags/compiler.h"

namespace leapfrog::flags {
namespace {

template <class Key>
std::optional<std::uint32_t> find_in(const std::vector<std::pair<Key, std::uint32_t>>& sorted,
                                     const Key& wanted) {
  const auto found = std::ranges::lower_bound(sorted, wanted, {}, &std::pair<Key, std::uint32_t>::first);
  if (found == sorted.end() || found->first != wanted) return std::nullopt;
  return found->second;
}

}  // namespace

std::shared_ptr<const DefinitionSet> DefinitionSet::compile(ProjectDefinitions definitions) {
  return Compiler(std::move(definitions)).run();
}

std::shared_ptr<const DefinitionSet> DefinitionSet::with(DefinitionChanges changes) const {
  return Compiler(*this, std::move(changes)).run();
}

std::optional<std::uint32_t> DefinitionSet::find(std::string_view key) const { return find_in(by_key_, key); }

std::optional<std::uint32_t> DefinitionSet::find(const FlagName& name) const {
  if (name.key) {
    if (const auto found = find(*name.key)) return found;
  }
  return name.id ? find_id(*name.id) : std::nullopt;
}

std::optional<std::uint32_t> DefinitionSet::find_id(std::int64_t flag) const { return find_in(by_id_, flag); }

std::optional<std::uint32_t> DefinitionSet::find_cohort(std::int64_t cohort) const {
  return find_in(cohorts_->by_id, cohort);
}

std::vector<std::uint32_t> DefinitionSet::dependents(std::uint32_t flag) const {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < flags_.size(); ++i) {
    if (std::ranges::any_of(flags_[i]->uses.flags, [&](const auto& use) { return use.second == flag; }))
      found.push_back(i);
  }
  return found;
}

int DefinitionSet::group_type(std::string_view name) const {
  const auto found = std::ranges::find(group_types_, name);
  return found == group_types_.end() ? -1 : static_cast<int>(found - group_types_.begin());
}

}  // namespace leapfrog::flags
