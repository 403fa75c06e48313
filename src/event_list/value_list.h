// Values that a property of events holds, for pickers: the most frequent of the last days. An answer that
// takes too long is cut short: what was found by then is good enough to choose from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "accounts/accounts.h"
#include "storage/events/engine.h"

namespace leapfrog::event_list {

struct ValueQuestion {
  std::string key;                  // a property, or with is_column one of the event's own columns
  bool is_column = false;           // "event", "distinct_id", …
  std::string search;               // part of the value, without case; "" any
  std::vector<std::string> events;  // of these alone; empty: of all
  int limit = 50;
};

struct ValueCount {
  json::value value;
  std::int64_t count = 0;
};

Result<std::vector<ValueCount>> most_frequent_values(events::Engine& engine, accounts::ProjectId project,
                                                     const ValueQuestion& question);

}  // namespace leapfrog::event_list
