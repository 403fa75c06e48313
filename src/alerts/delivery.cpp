#include "alerts/delivery.h"

#include <array>
#include <cmath>

namespace leapfrog::alerts {

std::string webhook_body(const Alert& alert, const std::string& previous_state, const std::string& message,
                         const json::object& insight, const std::string& project_name, const std::string& url,
                         Instant now) {
  auto value = json::value(nullptr);
  if (alert.last_value && std::isfinite(*alert.last_value)) value = *alert.last_value;
  json::object rule = rule_json(alert.rule);
  rule["id"] = alert.id;
  rule["name"] = alert.name;
  return to_text(json::object{{"type", "alert"},
                              {"state", alert.state},
                              {"previous_state", previous_state},
                              {"value", std::move(value)},
                              {"message", message},
                              {"text", alert.name + ": " + message},
                              {"alert", std::move(rule)},
                              {"insight", insight},
                              {"project", {{"id", alert.project}, {"name", project_name}}},
                              {"url", url},
                              {"at", format_iso(now)}});
}

std::optional<seconds> wait_after(std::int64_t attempts) {
  constexpr std::array waits = {seconds(10), seconds(60), seconds(300), seconds(1800), seconds(7200)};
  const auto index = static_cast<std::size_t>(attempts - 1);
  if (attempts < 1 || index >= waits.size()) return std::nullopt;
  return waits.at(index);
}

}  // namespace leapfrog::alerts
