#include "rollouts/plan.h"

#include <fmt/format.h>

#include <algorithm>

namespace leapfrog::rollouts {
namespace {

constexpr std::size_t max_steps = 20;
constexpr std::size_t max_guardrails = 10;
constexpr std::size_t max_series = 10;
constexpr std::int64_t max_seconds = 366LL * 86'400;
constexpr std::int64_t max_people = 1'000'000'000;
constexpr std::int64_t max_window_seconds = 30LL * 86'400;
constexpr std::size_t max_name_bytes = 200;
constexpr std::size_t max_url_bytes = 2'000;
constexpr std::size_t max_subscribers = 50;
constexpr std::array<std::string_view, 3> kinds = {"errors", "conversion", "mean"};

Result<std::optional<double>> number_in(const json::object& object, std::string_view field,
                                        const std::string& path, double least, double most) {
  const auto* value = object.if_contains(field);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (!value->is_number()) return invalid("Expected a number.", fmt::format("{}{}", path, field));
  const auto number = value->to_number<double>();
  if (!(number >= least && number <= most))
    return invalid(fmt::format("Expected a number from {} to {}.", least, most),
                   fmt::format("{}{}", path, field));
  return number;
}

Result<std::int64_t> whole_in(const json::object& object, std::string_view field, const std::string& path,
                              std::int64_t most, std::int64_t standard) {
  const auto number = TRY(number_in(object, field, path, 0, static_cast<double>(most)));
  return number ? static_cast<std::int64_t>(*number) : standard;
}

Result<const json::array*> list_in(const json::object& body, std::string_view field, std::size_t most) {
  static const json::array none;
  const auto* value = body.if_contains(field);
  if (value == nullptr || value->is_null()) return &none;
  if (!value->is_array() || value->get_array().size() > most)
    return invalid(fmt::format("Expected a list of at most {}.", most), std::string(field));
  for (const auto& item : value->get_array()) {
    if (!item.is_object()) return invalid("Every entry is an object.", std::string(field));
  }
  return &value->get_array();
}

Result<std::vector<Step>> steps_in(const json::object& body) {
  std::vector<Step> steps;
  for (const auto& item : *TRY(list_in(body, "steps", max_steps))) {
    const auto& object = item.get_object();
    const auto path = fmt::format("steps[{}].", steps.size());
    Step step;
    const auto percentage = TRY(number_in(object, "percentage", path, 0, 100));
    if (!percentage) return invalid("This field is required.", path + "percentage", "required");
    step.percentage = *percentage;
    step.min_seconds = TRY(whole_in(object, "min_seconds", path, max_seconds, 0));
    step.min_people = TRY(whole_in(object, "min_people", path, max_people, 0));
    if (!steps.empty() && step.percentage <= steps.back().percentage)
      return invalid("Every step is larger than the one before.", path + "percentage");
    steps.push_back(step);
  }
  if (steps.empty()) return invalid("A rollout has at least one step.", "steps", "required");
  return steps;
}

Result<Guardrail> guardrail_in(const json::object& object, const std::string& path) {
  Guardrail guardrail;
  const auto kind = std::ranges::find(kinds, string_or_empty(object, "kind"));
  if (kind == kinds.end())
    return invalid("Expected one of errors, conversion, mean.", path + "kind", "invalid_choice");
  guardrail.kind = static_cast<Guardrail::Kind>(kind - kinds.begin());
  const bool errors = guardrail.kind == Guardrail::Kind::errors;
  if (const auto* series = object.if_contains("series"); series != nullptr && series->is_array() && !errors)
    guardrail.series_as_asked = series->get_array();
  if (errors) guardrail.series_as_asked = {{{"kind", "EventsNode"}, {"event", "$exception"}}};
  const auto most = guardrail.kind == Guardrail::Kind::mean ? 1 : max_series;
  if (guardrail.series_as_asked.empty() || guardrail.series_as_asked.size() > most)
    return invalid(fmt::format("Expected a list of 1 to {} events or actions.", most), path + "series",
                   "required");
  for (const auto& series : guardrail.series_as_asked) {
    guardrail.series.push_back(
        TRY(query::parse_series(series, fmt::format("{}series[{}]", path, guardrail.series.size()))));
    TRY(query::check(guardrail.series.back()));
  }
  // More errors are harm; less of anything else is, unless said otherwise.
  guardrail.harm = errors ? Harm::increase : Harm::decrease;
  const auto harm = string_or_empty(object, "harm");
  if (!harm.empty() && harm != "increase" && harm != "decrease")
    return invalid("Expected increase or decrease.", path + "harm", "invalid_choice");
  if (!harm.empty()) guardrail.harm = harm == "increase" ? Harm::increase : Harm::decrease;
  guardrail.tolerance = TRY(number_in(object, "tolerance", path, 0, 0.99)).value_or(0);
  guardrail.sum_of = string_or_empty(object, "sum_of");
  guardrail.window_seconds = TRY(whole_in(object, "window_seconds", path, max_window_seconds, 3600));
  guardrail.name = string_or_empty(object, "name");
  if (guardrail.name.size() > max_name_bytes || guardrail.sum_of.size() > max_name_bytes)
    return invalid(fmt::format("At most {} bytes.", max_name_bytes), path + "name", "max_length");
  if (guardrail.name.empty()) guardrail.name = errors ? "Errors" : query::label_of(guardrail.series.back());
  return guardrail;
}

Result<std::vector<std::int64_t>> users_in(const json::object& body) {
  std::vector<std::int64_t> users;
  const auto* given = body.if_contains("subscribed_users");
  if (given == nullptr || given->is_null()) return users;
  const auto* list = given->if_array();
  const auto is_id = [](const json::value& each) { return each.is_int64(); };
  if (list == nullptr || list->size() > max_subscribers || !std::ranges::all_of(*list, is_id))
    return invalid("Expected a list of ids of people who can see this project.", "subscribed_users");
  for (const auto& each : *list) users.push_back(each.get_int64());
  return users;
}

}  // namespace

double Plan::level() const {
  const auto compared = std::ranges::count_if(steps, [](const Step& step) { return step.percentage < 100; });
  return false_alarm_rate / static_cast<double>(std::max<std::int64_t>(1, compared) *
                                                std::max<std::int64_t>(1, std::ssize(guardrails)));
}

Result<Plan> parse_plan(const json::object& body) {
  Plan plan;
  plan.steps = TRY(steps_in(body));
  for (const auto& item : *TRY(list_in(body, "guardrails", max_guardrails)))
    plan.guardrails.push_back(
        TRY(guardrail_in(item.get_object(), fmt::format("guardrails[{}].", plan.guardrails.size()))));
  const auto on_breach = string_or_empty(body, "on_breach");
  if (!on_breach.empty() && on_breach != "roll_back" && on_breach != "pause")
    return invalid("Expected roll_back or pause.", "on_breach", "invalid_choice");
  plan.rolls_back = on_breach != "pause";
  plan.false_alarm_rate = TRY(number_in(body, "false_alarm_rate", "", 0.0001, 0.5)).value_or(0.05);
  plan.webhook = string_or_empty(body, "webhook");
  if (plan.webhook.size() > max_url_bytes ||
      (!plan.webhook.empty() && !plan.webhook.starts_with("https://") &&
       !plan.webhook.starts_with("http://")))
    return invalid("Expected a URL that begins with https:// or http://.", "webhook");
  plan.subscribed_users = TRY(users_in(body));
  return plan;
}

json::object plan_json(const Plan& plan) {
  json::array steps, guardrails;
  for (const auto& step : plan.steps)
    steps.push_back(json::object{
        {"percentage", step.percentage}, {"min_seconds", step.min_seconds}, {"min_people", step.min_people}});
  for (const auto& guardrail : plan.guardrails)
    guardrails.push_back(json::object{{"kind", kinds.at(static_cast<std::size_t>(guardrail.kind))},
                                      {"name", guardrail.name},
                                      {"series", guardrail.series_as_asked},
                                      {"harm", guardrail.harm == Harm::increase ? "increase" : "decrease"},
                                      {"tolerance", guardrail.tolerance},
                                      {"sum_of", guardrail.sum_of},
                                      {"window_seconds", guardrail.window_seconds}});
  return {{"steps", std::move(steps)},
          {"guardrails", std::move(guardrails)},
          {"on_breach", plan.rolls_back ? "roll_back" : "pause"},
          {"false_alarm_rate", plan.false_alarm_rate},
          {"webhook", plan.webhook},
          {"subscribed_users", json::array(plan.subscribed_users.begin(), plan.subscribed_users.end())}};
}

}  // namespace leapfrog::rollouts
