#include "flags/cohort_use.h"

#include <algorithm>

#include "flags/flag_store.h"

namespace leapfrog::flags {
namespace {

bool names_cohort(const json::value& filter, std::int64_t cohort) {
  const auto* object = filter.if_object();
  if (object == nullptr || !string_or_empty(*object, "type").ends_with("cohort")) return false;
  const auto* value = object->if_contains("value");
  if (value == nullptr) return false;
  return value->is_int64() ? value->get_int64() == cohort
                           : value->is_string() && value->get_string() == std::to_string(cohort);
}

bool stands_on(const json::object& filters, std::int64_t cohort) {
  const auto* groups = filters.if_contains("groups");
  if (groups == nullptr || !groups->is_array()) return false;
  return std::ranges::any_of(groups->get_array(), [&](const json::value& group) {
    const auto* properties = group.is_object() ? group.get_object().if_contains("properties") : nullptr;
    return properties != nullptr && properties->is_array() &&
           std::ranges::any_of(properties->get_array(),
                               [&](const json::value& filter) { return names_cohort(filter, cohort); });
  });
}

}  // namespace

Result<std::vector<std::string>> flags_on_cohort(meta::Connection& connection, accounts::ProjectId project,
                                                 std::int64_t cohort) {
  std::vector<std::string> keys;
  for (const auto& flag : TRY(list_flags(connection, project)))
    if (stands_on(flag.filters(), cohort)) keys.emplace_back(flag.key());
  return keys;
}

}  // namespace leapfrog::flags
