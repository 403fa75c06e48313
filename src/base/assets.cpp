#include "base/assets.h"

#include <algorithm>
#include <span>

namespace leapfrog {
namespace {

std::span<const AssetEntry> table;  // sorted by path

}  // namespace

void set_assets(const AssetEntry* entries, std::size_t count) { table = {entries, count}; }

std::optional<Asset> find_asset(std::string_view path) {
  const auto found = std::ranges::lower_bound(table, path, {}, &AssetEntry::path);
  if (found == table.end() || found->path != path) return std::nullopt;
  return found->asset;
}

}  // namespace leapfrog
