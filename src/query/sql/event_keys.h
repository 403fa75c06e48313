// Which events a page consists of, as conditions over the key of the table `events`. What a page shows is
// told by narrow columns first, and whole events are read last: a JSON column is hundreds of streams in each
// place that is looked at, so nothing but these rows is.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/time.h"
#include "query/sql/statement.h"

namespace leapfrog::query {

struct EventKey {
  std::string uuid;
  std::string event;
  Instant at;
  std::string id_hash{};  // cityHash64 of the distinct id, in decimal; "" where it was not asked for
  auto operator<=>(const EventKey&) const = default;
};

// True for these events. `table` is "" or the name of the table with a dot. At least one key; all of them
// come from the engine, and have a hash or none has.
std::string is_one_of(std::span<const EventKey> keys, std::string_view table, Bindings& bindings);

}  // namespace leapfrog::query
