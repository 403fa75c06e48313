// What kind of values a property has, so that SQL written by people can add up numbers and group by texts
// without casts: looked up among the values there are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "query/asking.h"

namespace leapfrog::query {

enum class ValueType : std::uint8_t { text, number, boolean };

enum class PropertyHome : std::uint8_t { events, persons, groups };

struct PropertyName {
  PropertyHome home = PropertyHome::events;
  int group_type = 0;
  std::vector<std::string> path;  // one step for each level of an object

  bool operator==(const PropertyName&) const = default;
};

// `number` or `boolean` when all of a thousand values are that, else `text`.
Result<ValueType> type_of(const Asking& asking, const PropertyName& name);

// "`a`.`b`", behind the column of JSON and a dot
std::string path_of(const PropertyName& name);
// `raw` (a Dynamic) as Nullable(String), Nullable(Float64) or Nullable(Bool)
std::string typed(std::string_view raw, ValueType type);

}  // namespace leapfrog::query
