// What is said of an alert, to webhooks and by e-mail. Pure.
#pragma once

#include "alerts/alert_store.h"
#include "mail/mail.h"

namespace leapfrog::alerts {

// What a message tells of.
struct News {
  std::string previous_state;
  std::string message;   // "Sign-ups is 12, below 20."
  json::object insight;  // {id, short_id, name}
  std::string project_name;
  std::string url;  // of the insight
  Instant at;
  bool test = false;  // somebody wants to see one
};

// The body: {type: "alert", state, previous_state, value, message, text, alert: {…}, insight: {…}, project:
// {…}, url, at}.
std::string webhook_body(const Alert& alert, const News& news);
mail::Letter alert_letter(const std::string& to, const Alert& alert, const News& news);

}  // namespace leapfrog::alerts
