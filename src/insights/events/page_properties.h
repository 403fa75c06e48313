// The properties of the events that a page shows. Which events these are is found without them: a JSON column
// is hundreds of streams in each place that is read, and moving it through joins and sorting costs as much
// again. So they are read last, by the table's key, and nothing else happens to them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "query/asking.h"

namespace leapfrog::insights {

struct EventKey {
  std::string uuid;
  std::string event;
  Instant at;
  auto operator<=>(const EventKey&) const = default;
};

// By key, each the text of a JSON object.
Result<std::map<EventKey, std::string>> page_properties(const query::Asking& asking,
                                                        const std::vector<EventKey>& keys);

}  // namespace leapfrog::insights
