#include "flags/flag_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "flags/filter_check.h"

namespace leapfrog::flags {
namespace {

constexpr std::size_t max_key_characters = 400;
constexpr std::size_t max_name_bytes = 4'000;
constexpr std::size_t max_labels = 100;
constexpr std::size_t max_label_bytes = 255;
constexpr std::size_t max_filters_bytes = 512 << 10;

bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

Result<json::value> key_field(const json::value& value) {
  if (!value.is_string()) return invalid("Not a valid string.", "key", "invalid");
  const std::string_view key(value.get_string());
  if (key.empty()) return invalid("This field may not be blank.", "key", "blank");
  if (key.size() > max_key_characters)
    return invalid(fmt::format("Ensure this field has no more than {} characters.", max_key_characters),
                   "key", "max_length");
  if (!std::ranges::all_of(key, is_key_character))
    return invalid("Only letters, numbers, hyphens (-) & underscores (_) are allowed.", "key", "invalid_key");
  return value;
}

Result<json::value> name_field(const json::value& value) {
  if (value.is_null()) return json::value("");
  if (!value.is_string()) return invalid("Not a valid string.", "name", "invalid");
  if (value.get_string().size() > max_name_bytes)
    return invalid(fmt::format("Ensure this field has no more than {} bytes.", max_name_bytes), "name",
                   "max_length");
  return value;
}

Result<json::value> boolean_field(std::string_view field, const json::value& value) {
  if (value.is_null()) return json::value(false);
  if (!value.is_bool()) return invalid("Must be a valid boolean.", std::string(field), "invalid");
  return value;
}

Result<json::value> choice_field(std::string_view field, const json::value& value,
                                 const std::vector<std::string_view>& choices, json::value when_null) {
  if (value.is_null()) return when_null;
  const auto* text = value.if_string();
  if (text == nullptr || std::ranges::find(choices, std::string_view(*text)) == choices.end())
    return invalid(
        fmt::format("{} is not a valid choice. Choose one of: {}.", to_text(value), fmt::join(choices, ", ")),
        std::string(field), "invalid_choice");
  return value;
}

Result<json::value> labels_field(std::string_view field, const json::value& value) {
  if (value.is_null()) return json::value(json::array());
  if (!value.is_array() || value.get_array().size() > max_labels)
    return invalid(fmt::format("Expected a list of at most {} texts.", max_labels), std::string(field),
                   "not_a_list");
  json::array labels;
  for (const auto& item : value.get_array()) {
    const auto* text = item.if_string();
    if (text == nullptr || text->empty() || text->size() > max_label_bytes)
      return invalid(fmt::format("Every entry is a text of 1 to {} bytes.", max_label_bytes),
                     std::string(field), "invalid");
    if (std::ranges::find(labels, item) == labels.end()) labels.push_back(item);
  }
  return json::value(std::move(labels));
}

Result<json::value> filters_field(const json::value& value) {
  if (!value.is_object()) return invalid("Filters are a JSON object.", "filters", "invalid");
  if (to_text(value).size() > max_filters_bytes)
    return invalid(fmt::format("The filters are larger than {} bytes.", max_filters_bytes), "filters",
                   "max_length");
  TRY(check_filters(value.get_object()));
  auto filters = value.get_object();
  if (!filters.contains("groups")) filters["groups"] = default_fields().at("filters").at("groups");
  for (const auto* key : {"payloads", "multivariate"}) {
    if (!filters.contains(key)) filters[key] = default_fields().at("filters").at(key);
  }
  return json::value(std::move(filters));
}

Result<json::value> checked(std::string_view field, const json::value& value) {
  if (field == "key") return key_field(value);
  if (field == "name") return name_field(value);
  if (field == "filters") return filters_field(value);
  if (field == "evaluation_runtime") return choice_field(field, value, {"all", "client", "server"}, "all");
  if (field == "bucketing_identifier")
    return choice_field(field, value, {"distinct_id", "device_id"}, nullptr);
  if (field == "tags" || field == "evaluation_contexts") return labels_field(field, value);
  if (field == "rollback_conditions" || field == "creation_context") {
    if (to_text(value).size() > max_filters_bytes)
      return invalid("The value is too large.", std::string(field));
    return value;
  }
  return boolean_field(field, value);
}

// Older names and short forms, as what they stand for.
json::object spelled_out(const json::object& body) {
  auto out = body;
  if (!out.contains("evaluation_contexts")) {
    for (const auto* older : {"evaluation_tags", "evaluation_environments"}) {
      if (body.contains(older)) out["evaluation_contexts"] = body.at(older);
    }
  }
  if (!out.contains("filters") && out.contains("rollout_percentage"))
    out["filters"] = {
        {"groups", json::array{json::object{{"properties", json::array()},
                                            {"rollout_percentage", out.at("rollout_percentage")}}}}};
  return out;
}

}  // namespace

Result<json::object> object_in_body(std::string_view body) {
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return json::object();
  auto value = TRY(parse_json(body));
  if (!value.is_object()) return invalid("Expected a JSON object.", "", "parse_error");
  return std::move(value.get_object());
}

Result<json::object> changed_fields(const json::object& fields, const json::object& body) {
  const auto wanted = spelled_out(body);
  auto out = fields;
  for (const auto& [field, current] : fields) {
    if (const auto* value = wanted.if_contains(field)) out[field] = TRY(checked(field, *value));
  }
  if (string_or_empty(out, "key").empty()) return invalid("This field is required.", "key", "required");
  return out;
}

}  // namespace leapfrog::flags
