// The shape that cohorts had before `filters`: a list of groups, any of which may be met.
#include <fmt/format.h>

#include "cohorts/definition_json.h"
#include "query/shape.h"

namespace leapfrog::cohorts {
namespace {

// {"email__icontains": "x"} → [{key: "email", operator: "icontains", value: "x"}]; lists stay.
Result<json::array> person_criteria(const json::value& properties, const std::string& path) {
  json::array out;
  const auto add = [&](json::object filter) {
    filter["type"] = "person";
    out.emplace_back(std::move(filter));
  };
  if (const auto* list = properties.if_array()) {
    for (const auto& each : *list) {
      if (!each.is_object()) return query::wrong_type(path, "a list of filters", each);
      add(each.get_object());
    }
    return out;
  }
  const auto* object = properties.if_object();
  if (object == nullptr) return query::wrong_type(path, "a list of filters", properties);
  if (object->contains("values")) {
    out.push_back(properties);
    return out;
  }
  for (const auto& [name, value] : *object) {
    const std::string_view key = name;
    const auto split = key.rfind("__");
    json::object filter{{"key", key.substr(0, split)}, {"value", value}};
    if (split != std::string_view::npos) filter["operator"] = key.substr(split + 2);
    add(std::move(filter));
  }
  return out;
}

Result<json::object> behaviour(const json::object& group, const std::string& path) {
  const bool action = group.contains("action_id") && !group.at("action_id").is_null();
  json::object out{{"type", "behavioral"},
                   {"event_type", action ? "actions" : "events"},
                   {"key", group.at(action ? "action_id" : "event_id")},
                   {"value", "performed_event"}};
  const auto* count = group.if_contains("count");
  if (count != nullptr && count->is_int64() && count->get_int64() > 0) {
    out["value"] = "performed_event_multiple";
    out["operator_value"] = *count;
    const auto op = string_or_empty(group, "count_operator");
    out["operator"] = op.empty() ? "gte" : op;
  }
  const auto* start = group.if_contains("start_date");
  const auto* end = group.if_contains("end_date");
  if (start != nullptr && start->is_string()) {
    out["explicit_datetime"] = *start;
    if (end != nullptr && end->is_string()) out["explicit_datetime_to"] = *end;
  } else {
    const auto* days = group.if_contains("days");
    if (days != nullptr && !days->is_null() && !days->is_int64() && !days->is_string())
      return query::wrong_type(path + ".days", "a number", *days);
    out["time_value"] = days != nullptr && !days->is_null() ? *days : json::value(365);
    out["time_interval"] = "day";
  }
  return out;
}

}  // namespace

Result<json::object> filters_of_groups(const json::value& groups) {
  const auto* list = groups.if_array();
  if (list == nullptr) return query::wrong_type("groups", "a list", groups);
  json::array any;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto path = fmt::format("groups[{}]", i);
    const auto* group = (*list)[i].if_object();
    if (group == nullptr) return query::wrong_type(path, "an object", (*list)[i]);
    const auto has = [&](std::string_view field) {
      const auto* value = group->if_contains(field);
      return value != nullptr && !value->is_null();
    };
    if (has("properties")) {
      any.push_back(json::object{
          {"type", "AND"}, {"values", TRY(person_criteria(group->at("properties"), path + ".properties"))}});
    } else if (has("action_id") || has("event_id")) {
      any.push_back(json::object{{"type", "AND"}, {"values", json::array{TRY(behaviour(*group, path))}}});
    } else {
      return invalid(fmt::format("{} needs properties, event_id or action_id.", path), path, "required");
    }
  }
  return json::object{{"properties", json::object{{"type", "OR"}, {"values", std::move(any)}}}};
}

}  // namespace leapfrog::cohorts
