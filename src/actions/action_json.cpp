#include "actions/action_json.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include "http/json_body.h"
#include "query/filter.h"
#include "query/sql/selector.h"

namespace leapfrog::actions {
namespace {

std::string_view matching_name(Matching matching) {
  switch (matching) {
    case Matching::exact:
      return "exact";
    case Matching::contains:
      return "contains";
    case Matching::regex:
      return "regex";
  }
  return "exact";
}

// One step being read; errors name the place.
class StepReader {
 public:
  StepReader(const json::object& object, std::size_t index) : object_(object), index_(index) {}

  Result<ActionStep> run() {
    ActionStep step;
    step.event = TRY(text("event"));
    step.tag_name = TRY(text("tag_name"));
    step.selector = TRY(text("selector"));
    if (step.selector) {
      if (const auto parsed = query::parse_selector(*step.selector); !parsed)
        return invalid(parsed.error().detail, place("selector"), parsed.error().code);
    }
    step.text = TRY(condition("text", Matching::exact));
    step.href = TRY(condition("href", Matching::exact));
    step.url = TRY(condition("url", Matching::contains));
    step.properties = TRY(properties());
    return step;
  }

 private:
  std::string place(std::string_view field) const { return fmt::format("steps[{}].{}", index_, field); }

  // Nothing for null and "": an empty field of a form says nothing.
  Result<std::optional<std::string>> text(std::string_view field) {
    const auto* value = object_.if_contains(field);
    if (value == nullptr || value->is_null()) return std::nullopt;
    if (!value->is_string()) return invalid("Not a valid string.", place(field));
    if (value->get_string().size() > max_text)
      return invalid(fmt::format("Ensure this field has no more than {} characters.", max_text), place(field),
                     "max_length");
    if (value->get_string().empty()) return std::nullopt;
    return std::string(value->get_string());
  }

  Result<std::optional<TextCondition>> condition(std::string_view field, Matching otherwise) {
    const auto how = fmt::format("{}_matching", field);
    const auto name = TRY(text(how));
    auto wanted = TRY(text(field));
    TextCondition made;
    made.matching = otherwise;
    if (name) {
      if (*name == "exact")
        made.matching = Matching::exact;
      else if (*name == "contains")
        made.matching = Matching::contains;
      else if (*name == "regex")
        made.matching = Matching::regex;
      else
        return invalid(fmt::format("\"{}\" is not a valid choice.", name->substr(0, 40)), place(how),
                       "invalid_choice");
    }
    if (!wanted) return std::nullopt;
    made.text = *std::move(wanted);
    if (made.matching == Matching::regex) TRY(check_regex(made.text, field));
    return made;
  }

  Result<> check_regex(const std::string& expression, std::string_view field) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    const re2::RE2 compiled(expression, options);
    if (compiled.ok()) return {};
    return invalid(fmt::format("The regular expression cannot be read: {}.", compiled.error()), place(field),
                   "invalid_regex");
  }

  Result<json::array> properties() {
    const auto* value = object_.if_contains("properties");
    if (value == nullptr || value->is_null()) return json::array();
    if (!value->is_array() || value->get_array().size() > max_step_properties)
      return invalid(fmt::format("Expected a list of at most {} filters.", max_step_properties),
                     place("properties"));
    TRY(query::parse_filters(*value, place("properties")));
    return value->get_array();
  }

  const json::object& object_;
  const std::size_t index_;
};

json::value text_json(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}

void add_condition(json::object& out, std::string_view field, const std::optional<TextCondition>& condition) {
  out[field] = condition ? json::value(condition->text) : json::value(nullptr);
  out[fmt::format("{}_matching", field)] =
      condition ? json::value(matching_name(condition->matching)) : json::value(nullptr);
}

json::array tags_json(const std::vector<std::string>& tags) {
  json::array out;
  for (const auto& tag : tags) out.emplace_back(tag);
  return out;
}

Result<> change_pin(Action& action, const json::object& body, Instant now) {
  if (!body.contains("pinned_at")) return {};
  const auto text = TRY(optional_string(body, "pinned_at"));
  if (!text) {
    action.pinned_at.reset();
  } else if (!action.pinned_at) {
    const auto instant = parse_iso(*text);
    if (!instant) return invalid("Expected a time such as 2026-01-31T12:00:00Z, or null.", "pinned_at");
    action.pinned_at = std::min(*instant, now);
  }
  return {};
}

}  // namespace

Result<std::vector<ActionStep>> parse_steps(const json::value& value) {
  if (!value.is_array()) return invalid("Expected a list of steps.", "steps", "not_a_list");
  if (value.get_array().size() > max_steps)
    return invalid(fmt::format("An action has at most {} steps.", max_steps), "steps", "max_length");
  std::vector<ActionStep> steps;
  for (std::size_t i = 0; i < value.get_array().size(); ++i) {
    const auto& item = value.get_array()[i];
    if (!item.is_object()) return invalid("Expected an object.", fmt::format("steps[{}]", i));
    steps.push_back(TRY(StepReader(item.get_object(), i).run()));
  }
  return steps;
}

json::array steps_json(const std::vector<ActionStep>& steps) {
  json::array out;
  for (const auto& step : steps) {
    json::object object;
    object["event"] = text_json(step.event);
    object["tag_name"] = text_json(step.tag_name);
    object["selector"] = text_json(step.selector);
    add_condition(object, "text", step.text);
    add_condition(object, "href", step.href);
    add_condition(object, "url", step.url);
    object["properties"] = step.properties;
    out.push_back(std::move(object));
  }
  return out;
}

Result<> change_action(Action& action, const json::object& body, Instant now) {
  if (const auto name = TRY(http::optional_text(body, "name", max_name))) {
    if (name->empty()) return invalid("This field may not be blank.", "name", "blank");
    action.name = *name;
  }
  if (body.contains("description"))
    action.description = TRY(http::optional_text(body, "description", max_description)).value_or("");
  if (auto tags = TRY(http::optional_tags(body))) action.tags = *std::move(tags);
  if (const auto* steps = body.if_contains("steps"); steps != nullptr && !steps->is_null())
    action.steps = TRY(parse_steps(*steps));
  action.post_to_slack = TRY(optional_bool(body, "post_to_slack")).value_or(action.post_to_slack);
  if (const auto format = TRY(http::optional_text(body, "slack_message_format", 1'200)))
    action.slack_message_format = *format;
  TRY(change_pin(action, body, now));
  action.deleted = TRY(optional_bool(body, "deleted")).value_or(action.deleted);
  return {};
}

json::object action_json(const Action& action, json::value creator) {
  return {{"id", action.id},
          {"name", action.name},
          {"description", action.description},
          {"tags", tags_json(action.tags)},
          {"steps", steps_json(action.steps)},
          {"post_to_slack", action.post_to_slack},
          {"slack_message_format", action.slack_message_format},
          {"pinned_at", action.pinned_at ? json::value(format_iso(*action.pinned_at)) : json::value(nullptr)},
          {"deleted", action.deleted},
          {"is_calculating", false},
          {"is_action", true},
          {"team_id", action.project},
          {"created_at", format_iso(action.created_at)},
          {"created_by", std::move(creator)},
          {"updated_at", format_iso(action.updated_at)}};
}

json::object logged_fields(const Action& action) {
  auto out = action_json(action, nullptr);
  for (const auto* unchanging :
       {"id", "is_calculating", "is_action", "team_id", "created_at", "created_by", "updated_at"})
    out.erase(unchanging);
  return out;
}

std::string selector_regex(const ActionStep& step) {
  if (!step.selector) return "";
  const auto selector = query::parse_selector(*step.selector);
  CHECK(selector);  // it was checked before it was stored
  return query::selector_pattern(*selector);
}

}  // namespace leapfrog::actions
