#include "alerts/delivery.h"

#include <fmt/format.h>

#include <cmath>

namespace leapfrog::alerts {

std::string webhook_body(const Alert& alert, const News& news) {
  auto value = json::value(nullptr);
  if (alert.last_value && std::isfinite(*alert.last_value)) value = *alert.last_value;
  json::object rule = rule_json(alert.rule);
  rule["id"] = alert.id;
  rule["name"] = alert.name;
  return to_text(json::object{{"type", "alert"},
                              {"state", alert.state},
                              {"previous_state", news.previous_state},
                              {"value", std::move(value)},
                              {"message", news.message},
                              {"text", alert.name + ": " + news.message},
                              {"alert", std::move(rule)},
                              {"insight", news.insight},
                              {"project", {{"id", alert.project}, {"name", news.project_name}}},
                              {"url", news.url},
                              {"at", format_iso(news.at)}});
}

mail::Letter alert_letter(const std::string& to, const Alert& alert, const News& news) {
  const bool over = !news.test && news.previous_state == "Firing";
  const auto* what = news.test ? "Test of an alert" : over ? "Over" : "Alert";
  mail::Note note;
  note.heading = alert.name;
  note.sentences.push_back(news.message);
  if (over && alert.state == "Not firing") note.sentences.emplace_back("It is within its bounds again.");
  note.link_label = "Open the insight";
  note.link = news.url;
  note.small_print = fmt::format(
      "You are told of this alert in the project {}. Whoever may change it there can "
      "take you off its list.",
      news.project_name);
  return mail::letter_of(to, fmt::format("{}: {}", what, alert.name), note);
}

}  // namespace leapfrog::alerts
