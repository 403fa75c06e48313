// The properties of the events that a page shows. Which events these are is found without them: moving them
// through joins and sorting costs as much as reading them. So they are read last, by the table's key, and
// nothing else happens to them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "query/asking.h"
#include "query/sql/event_keys.h"

namespace leapfrog::insights {

// By key, each the text of a JSON object.
Result<std::map<query::EventKey, std::string>> page_properties(const query::Asking& asking,
                                                               const std::vector<query::EventKey>& keys);

}  // namespace leapfrog::insights
