#include "flags/filter_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "flags/definition.h"
#include "flags/property_match.h"

namespace leapfrog::flags {
namespace {

constexpr std::size_t max_conditions = 500;
constexpr std::size_t max_properties = 200;
constexpr std::size_t max_variants = 100;
constexpr std::size_t max_variant_key = 400;
constexpr std::array<std::string_view, 8> types = {"person",        "person_metadata",      "group", "cohort",
                                                   "static-cohort", "precalculated-cohort", "flag",  ""};

Failure wrong(std::string sentence, std::string code = "invalid_input") {
  return invalid(std::move(sentence), "filters", std::move(code));
}

Result<> check_percentage(const json::object& object, std::string_view key, std::string_view whose) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || value->is_null()) return {};
  const double number = value->is_number() ? value->to_number<double>() : -1;
  if (!(number >= 0 && number <= 100))
    return wrong(fmt::format("The {} of {} is a number from 0 to 100.", key, whose));
  return {};
}

Result<> check_group_type(const json::object& object) {
  const auto* value = object.if_contains("aggregation_group_type_index");
  if (value == nullptr || value->is_null()) return {};
  const auto index = value->is_int64() ? value->get_int64() : -1;
  if (index < 0 || index >= static_cast<std::int64_t>(max_group_types))
    return wrong("aggregation_group_type_index is a number from 0 to 4, or null.");
  return {};
}

Result<> check_property(const json::value& value) {
  const auto* property = value.if_object();
  if (property == nullptr) return wrong("Every property filter is an object.");
  const auto type = string_or_empty(*property, "type");
  if (std::ranges::find(types, type) == types.end())
    return wrong(fmt::format("Flags cannot be targeted by filters of type \"{}\".", type));
  const auto* key = property->if_contains("key");
  if (type.ends_with("cohort")) {
    const auto* cohort = property->if_contains("value");
    if (cohort == nullptr || !(cohort->is_int64() || cohort->is_string()))
      return wrong("A filter of type cohort has the cohort's id as its value.");
    const auto op = string_or_empty(*property, "operator");
    if (!op.empty() && op != "in" && op != "not_in" && op != "exact")
      return wrong("A filter of type cohort has the operator in or not_in.");
    return {};
  }
  if (key == nullptr || !(key->is_string() || key->is_int64()) || *key == json::value(""))
    return wrong("Every property filter has a key.");
  if (type == "flag") {
    const auto* wanted = property->if_contains("value");
    if (wanted == nullptr || !(wanted->is_bool() || wanted->is_string()))
      return wrong("A filter of type flag has true, false or a variant as its value.");
    return {};
  }
  const auto compiled = PropertyMatch::compile(*property, find_time_zone("UTC"));
  if (!compiled) return wrong(fmt::format("{} (property {})", compiled.error().detail, to_text(*key)));
  if (string_or_empty(*property, "operator").ends_with("regex") && property->contains("value")) {
    std::string memory;
    const auto pattern = check_pattern(text_of(property->at("value"), memory));
    if (!pattern) return wrong(pattern.error().detail);
  }
  return {};
}

Result<> check_conditions(const json::object& filters, std::string_view list) {
  const auto* value = filters.if_contains(list);
  if (value == nullptr || value->is_null()) return {};
  if (!value->is_array() || value->get_array().size() > max_conditions)
    return wrong(fmt::format("\"{}\" is a list of at most {} conditions.", list, max_conditions));
  for (std::size_t i = 0; i < value->get_array().size(); ++i) {
    const auto* condition = value->get_array()[i].if_object();
    if (condition == nullptr) return wrong(fmt::format("Condition {} is not an object.", i + 1));
    TRY(check_percentage(*condition, "rollout_percentage", fmt::format("condition {}", i + 1)));
    TRY(check_group_type(*condition));
    if (const auto* properties = condition->if_contains("properties")) TRY(check_properties(*properties));
  }
  return {};
}

// The keys of the variants; none for a flag that is on or off.
Result<std::set<std::string>> check_variants(const json::object& filters) {
  std::set<std::string> keys;
  const auto* multivariate = filters.if_contains("multivariate");
  if (multivariate == nullptr || multivariate->is_null()) return keys;
  const auto* object = multivariate->if_object();
  const auto* list = object == nullptr ? nullptr : object->if_contains("variants");
  if (list == nullptr || !list->is_array() || list->get_array().size() > max_variants)
    return wrong(fmt::format("multivariate.variants is a list of at most {} variants.", max_variants));
  double total = 0;
  for (const auto& each : list->get_array()) {
    const auto* variant = each.if_object();
    const auto key = variant == nullptr ? std::string_view() : string_or_empty(*variant, "key");
    if (key.empty() || key.size() > max_variant_key) return wrong("Every variant has a key.");
    if (!keys.insert(std::string(key)).second)
      return wrong(fmt::format("There are two variants with the key \"{}\".", key));
    TRY(check_percentage(*variant, "rollout_percentage", fmt::format("variant \"{}\"", key)));
    const auto* percentage = variant->if_contains("rollout_percentage");
    if (percentage != nullptr && percentage->is_number()) total += percentage->to_number<double>();
  }
  if (!keys.empty() && std::abs(total - 100) > 1e-6)
    return wrong("Invalid variant definitions: Variant rollout percentages must sum to 100.",
                 "invalid_input");
  return keys;
}

Result<> check_payloads(const json::object& filters, const std::set<std::string>& variants) {
  const auto* payloads = filters.if_contains("payloads");
  if (payloads == nullptr || payloads->is_null()) return {};
  if (!payloads->is_object()) return wrong("payloads is an object of values by variant.");
  for (const auto& [value, payload] : payloads->get_object()) {
    if (!variants.empty() && !variants.contains(std::string(value)))
      return wrong("Payload keys must match a variant key for multivariate flags");
    if (variants.empty() && value != "true") return wrong("Payload keys must be 'true' for boolean flags");
    if (payload.is_string() && !payload.get_string().empty() &&
        !parse_json(std::string_view(payload.get_string())))
      return wrong("Payload value is not valid JSON");
  }
  return {};
}

Result<> check_holdout(const json::object& filters) {
  const auto* holdout = filters.if_contains("holdout");
  if (holdout == nullptr || holdout->is_null()) return {};
  const auto* object = holdout->if_object();
  if (object == nullptr || !object->contains("id") || !object->at("id").is_int64())
    return wrong("A holdout has an id and an exclusion_percentage.");
  return check_percentage(*object, "exclusion_percentage", "the holdout");
}

}  // namespace

Result<> check_properties(const json::value& properties) {
  if (properties.is_null()) return {};
  if (!properties.is_array() || properties.get_array().size() > max_properties)
    return wrong(fmt::format("A condition has a list of at most {} properties.", max_properties));
  for (const auto& property : properties.get_array()) TRY(check_property(property));
  return {};
}

Result<> check_filters(const json::object& filters) {
  TRY(check_group_type(filters));
  TRY(check_conditions(filters, "groups"));
  TRY(check_conditions(filters, "super_groups"));
  const auto variants = TRY(check_variants(filters));
  TRY(check_payloads(filters, variants));
  return check_holdout(filters);
}

}  // namespace leapfrog::flags
