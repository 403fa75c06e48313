#include "query/sql/event_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "base/result.h"

namespace leapfrog::query {

std::string is_one_of(std::span<const EventKey> keys, std::string_view table, Bindings& bindings) {
  CHECK(!keys.empty());
  std::set<std::string> names;
  std::set<std::string_view> hashes;
  std::vector<std::string_view> uuids;
  for (const auto& key : keys) {
    names.insert(key.event);
    if (!key.id_hash.empty()) hashes.insert(key.id_hash);
    uuids.push_back(key.uuid);
  }
  const auto [first, last] = std::ranges::minmax(keys, {}, &EventKey::at);
  auto condition = fmt::format("{0}event IN {1} AND {0}timestamp BETWEEN {2} AND {3}", table,
                               bindings.texts({names.begin(), names.end()}), Bindings::instant(first.at),
                               Bindings::instant(last.at));
  if (!hashes.empty())
    condition += fmt::format(" AND cityHash64({}distinct_id) IN ({})", table, fmt::join(hashes, ", "));
  return condition + fmt::format(" AND {}uuid IN ('{}')", table, fmt::join(uuids, "', '"));
}

}  // namespace leapfrog::query
