#include "insights/events/page_properties.h"

#include <fmt/format.h>

#include "query/sql/event_rows.h"

namespace leapfrog::insights {

Result<std::map<query::EventKey, std::string>> page_properties(const query::Asking& asking,
                                                               const std::vector<query::EventKey>& keys) {
  std::map<query::EventKey, std::string> properties;
  if (keys.empty()) return properties;
  query::Bindings bindings;
  query::EventRows rows(asking, bindings);
  rows.where(query::is_one_of(keys, "e.", bindings));
  const auto sql = fmt::format(
      "SELECT toString(e.uuid), toString(e.event), toUnixTimestamp64Micro(e.timestamp), "
      "toJSONString(e.properties) {}",
      rows.sql());
  for (const auto& row : TRY(asking.rows(query::Statement{sql, bindings.parameters(), {}})))
    properties.insert_or_assign(
        query::EventKey{std::string(row.at(0).as_string()), std::string(row.at(1).as_string()),
                        from_micros(row.at(2).to_number<std::int64_t>())},
        std::string(row.at(3).as_string()));
  return properties;
}

}  // namespace leapfrog::insights
