// Telling a webhook: what it is sent, and when it is tried again. Pure.
#pragma once

#include <optional>

#include "alerts/alert_store.h"

namespace leapfrog::alerts {

// The body: {type: "alert", state, previous_state, value, message, alert: {…}, insight: {…}, project: {…},
// url, at}.
std::string webhook_body(const Alert& alert, const std::string& previous_state, const std::string& message,
                         const json::object& insight, const std::string& project_name, const std::string& url,
                         Instant now);

// After that many failed attempts; nothing: given up.
std::optional<seconds> wait_after(std::int64_t attempts);

}  // namespace leapfrog::alerts
