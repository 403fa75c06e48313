#include "flags/definition_set.h"

#include <algorithm>

#include "flags/compiler.h"

namespace leapfrog::flags {

std::shared_ptr<const DefinitionSet> DefinitionSet::compile(ProjectDefinitions definitions) {
  return Compiler(std::move(definitions)).run();
}

std::optional<std::uint32_t> DefinitionSet::find(std::string_view key) const {
  const auto found =
      std::ranges::lower_bound(by_key_, key, {}, &std::pair<std::string_view, std::uint32_t>::first);
  if (found == by_key_.end() || found->first != key) return std::nullopt;
  return found->second;
}

int DefinitionSet::group_type(std::string_view name) const {
  const auto& types = definitions_.group_types;
  const auto found = std::ranges::find(types, name);
  return found == types.end() ? -1 : static_cast<int>(found - types.begin());
}

}  // namespace leapfrog::flags
