#include "query/modifiers.h"

#include <fmt/format.h>

#include <cmath>

namespace leapfrog::query {
namespace {

constexpr std::size_t max_rules = 100;
constexpr std::size_t max_conditions = 50;
constexpr std::size_t max_values = 200;
constexpr int max_depth = 8;  // of questions inside of questions

constexpr std::array<std::string_view, 7> field_names = {
    "utm_source", "utm_medium", "utm_campaign", "referring_domain", "url", "hostname", "pathname"};
constexpr std::array<std::string_view, 8> operator_names = {
    "exact", "is_not", "is_set", "is_not_set", "icontains", "not_icontains", "regex", "not_regex"};
constexpr std::array<std::string_view, 2> combiner_names = {"AND", "OR"};

// What was said; nothing where nothing was.
struct Asked {
  std::optional<double> bounce_seconds;
  std::optional<std::vector<ChannelRule>> rules;
};

// One text or a list of them.
Result<> read_values(std::vector<std::string>& values, const json::value& value, const std::string& path) {
  if (value.is_string()) {
    values.emplace_back(value.get_string());
    return {};
  }
  const auto* list = value.if_array();
  if (!list) return wrong_type(path, "a text or a list of texts", value);
  if (list->size() > max_values)
    return invalid(fmt::format("{} may have {} values at most.", path, max_values), path);
  for (const auto& item : *list) {
    if (!item.is_string()) return wrong_type(path, "a list of texts", item);
    values.emplace_back(item.get_string());
  }
  return {};
}

void describe(Shape& shape, ChannelCondition& condition) {
  shape.choice("key", condition.field, field_names);
  shape.choice("op", condition.op, operator_names);
  shape.custom("value", json::object{{"type", json::array{"string", "array"}}},
               [&](const json::value& value, const std::string& path) {
                 return read_values(condition.values, value, path);
               });
}

void describe(Shape& shape, ChannelRule& rule) {
  shape.text("channel_type", rule.channel_type);
  shape.choice("combiner", rule.any, combiner_names);
  shape.list("items", [&](Shape& inner) { describe(inner, rule.conditions.emplace_back()); });
}

void describe(Shape& shape, Asked& asked) {
  shape.number("bounceRateDurationSeconds", asked.bounce_seconds);
  shape.list("customChannelTypeRules", [&](Shape& inner) {
    if (!asked.rules) asked.rules.emplace();
    describe(inner, asked.rules->emplace_back());
  });
}

bool needs_value(ChannelCondition::Operator op) {
  return op != ChannelCondition::Operator::is_set && op != ChannelCondition::Operator::is_not_set;
}

Result<> check(const Asked& asked) {
  if (asked.bounce_seconds && !(*asked.bounce_seconds >= 0 && *asked.bounce_seconds <= 86'400))
    return invalid("modifiers.bounceRateDurationSeconds must be between 0 and 86400.",
                   "modifiers.bounceRateDurationSeconds");
  if (!asked.rules) return {};
  if (asked.rules->size() > max_rules)
    return invalid(fmt::format("modifiers.customChannelTypeRules may have {} rules at most.", max_rules),
                   "modifiers.customChannelTypeRules");
  for (std::size_t i = 0; i < asked.rules->size(); ++i) {
    const auto& rule = (*asked.rules)[i];
    const auto path = fmt::format("modifiers.customChannelTypeRules[{}]", i);
    if (rule.channel_type.empty())
      return invalid(path + ".channel_type is required.", path + ".channel_type", "required");
    if (rule.conditions.size() > max_conditions)
      return invalid(fmt::format("{}.items may have {} conditions at most.", path, max_conditions),
                     path + ".items");
  }
  return {};
}

Result<Asked> read(const json::value& value) {
  Asked asked;
  TRY(read_shape(value, "modifiers", [&](Shape& shape) { describe(shape, asked); }));
  TRY(check(asked));
  // A condition without a value to compare with restricts nothing, as while it is being typed.
  if (asked.rules)
    for (auto& rule : *asked.rules)
      std::erase_if(rule.conditions, [](const ChannelCondition& condition) {
        return needs_value(condition.op) && condition.values.empty();
      });
  // An empty list is something to say: no rules.
  const auto* rules = value.get_object().if_contains("customChannelTypeRules");
  if (rules && rules->is_array() && !asked.rules) asked.rules.emplace();
  return asked;
}

void take(Modifiers& modifiers, Asked asked) {
  if (asked.bounce_seconds) modifiers.bounce_seconds = *asked.bounce_seconds;
  if (asked.rules) modifiers.channel_rules = *std::move(asked.rules);
}

}  // namespace

Modifiers modifiers_of(const accounts::Project& project) {
  Modifiers modifiers;
  for (const auto* key : {"default_modifiers", "modifiers"}) {
    const auto* setting = project.settings.if_contains(key);
    const auto* object = setting ? setting->if_object() : nullptr;
    if (!object) continue;
    // Each for itself, so that one that cannot be read does not hide the other.
    for (const auto* name : {"bounceRateDurationSeconds", "customChannelTypeRules"}) {
      const auto* value = object->if_contains(name);
      if (!value) continue;
      if (auto asked = read(json::object{{name, *value}})) take(modifiers, *std::move(asked));
    }
  }
  return modifiers;
}

Result<Modifiers> modifiers_of(const accounts::Project& project, const json::object& query) {
  auto modifiers = modifiers_of(project);
  std::vector<const json::value*> said;  // the outermost first
  const auto* at = &query;
  for (int depth = 0; at && depth < max_depth; ++depth) {
    if (const auto* value = at->if_contains("modifiers"); value && !value->is_null()) said.push_back(value);
    const auto* source = at->if_contains("source");
    at = source ? source->if_object() : nullptr;
  }
  for (auto value = said.rbegin(); value != said.rend(); ++value) take(modifiers, TRY(read(**value)));
  return modifiers;
}

json::object modifiers_schema() {
  Asked asked;
  return schema_of([&](Shape& shape) { describe(shape, asked); });
}

}  // namespace leapfrog::query
