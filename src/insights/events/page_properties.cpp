#include "insights/events/page_properties.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "query/sql/event_rows.h"

namespace leapfrog::insights {

Result<std::map<EventKey, std::string>> page_properties(const query::Asking& asking,
                                                        const std::vector<EventKey>& keys) {
  std::map<EventKey, std::string> properties;
  if (keys.empty()) return properties;
  std::set<std::string> names;
  std::string uuids;  // the engine gave them: nothing to escape
  for (const auto& key : keys) {
    names.insert(key.event);
    uuids += fmt::format("{}'{}'", uuids.empty() ? "" : ", ", key.uuid);
  }
  const auto [first, last] = std::ranges::minmax(keys, {}, &EventKey::at);
  query::Bindings bindings;
  query::EventRows rows(asking, bindings);
  rows.between(first.at, last.at);
  rows.where(fmt::format("e.event IN {}", bindings.texts({names.begin(), names.end()})));
  rows.where(fmt::format("e.uuid IN ({})", uuids));
  const auto sql = fmt::format(
      "SELECT toString(e.uuid), toString(e.event), toUnixTimestamp64Micro(e.timestamp), "
      "toJSONString(e.properties) {}",
      rows.sql());
  for (const auto& row : TRY(asking.rows(query::Statement{sql, bindings.parameters(), {}})))
    properties.insert_or_assign(
        EventKey{std::string(row.at(0).as_string()), std::string(row.at(1).as_string()),
                 from_micros(row.at(2).to_number<std::int64_t>())},
        std::string(row.at(3).as_string()));
  return properties;
}

}  // namespace leapfrog::insights
