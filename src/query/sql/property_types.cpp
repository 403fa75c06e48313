#include "query/sql/property_types.h"

#include <fmt/format.h>

#include <algorithm>

namespace leapfrog::query {
namespace {

constexpr int looked_at = 1000;

std::string home_of(const Asking& asking, const PropertyName& name) {
  switch (name.home) {
    case PropertyHome::events:
      return fmt::format("events WHERE project_id = {}", asking.project());
    case PropertyHome::persons:
      return fmt::format("persons WHERE project_id = {}", asking.project());
    case PropertyHome::groups:
      return fmt::format("groups WHERE project_id = {} AND type_index = {}", asking.project(),
                         name.group_type);
  }
  return {};
}

}  // namespace

std::string path_of(const PropertyName& name) {
  std::string path;
  for (const auto& step : name.path) path += (path.empty() ? "" : ".") + json_path(step);
  return path;
}

Result<ValueType> type_of(const Asking& asking, const PropertyName& name) {
  const auto rows = TRY(asking.rows(Statement{
      fmt::format("SELECT groupUniqArray(dynamicType(v)) FROM (SELECT properties.{} AS v FROM {} AND "
                  "isNotNull(v) LIMIT {})",
                  path_of(name), home_of(asking, name), looked_at),
      {},
      // By default each thread reads far more before it stops.
      {{"max_threads", "1"}, {"max_block_size", std::to_string(looked_at)}}}));
  if (rows.empty() || !rows.front().at(0).is_array()) return ValueType::text;
  const auto& types = rows.front().at(0).get_array();
  const auto all = [&](std::initializer_list<std::string_view> of) {
    return !types.empty() && std::all_of(types.begin(), types.end(), [&](const json::value& type) {
      return std::find(of.begin(), of.end(), std::string_view(type.as_string())) != of.end();
    });
  };
  if (all({"Int64", "UInt64", "Float64"})) return ValueType::number;
  if (all({"Bool"})) return ValueType::boolean;
  return ValueType::text;
}

std::string typed(std::string_view raw, ValueType type) {
  switch (type) {
    case ValueType::number:
      return fmt::format("accurateCastOrNull({}, 'Float64')", raw);
    case ValueType::boolean:
      return fmt::format("dynamicElement({}, 'Bool')", raw);
    case ValueType::text:
      return fmt::format("CAST({}, 'Nullable(String)')", raw);
  }
  return {};
}

}  // namespace leapfrog::query
