// What is said of a rollout, to webhooks and by e-mail. Pure.
#pragma once

#include "mail/mail.h"
#include "rollouts/store.h"

namespace leapfrog::rollouts {

struct News {
  std::string what;  // started, advanced, paused, resumed, rolled_back, finished
  std::string reason;
  json::array readings;  // of the guardrails when it was decided; none by hand
  Instant at;
  std::optional<UserId> user;  // nobody: it happened by itself
  std::string url;             // of the flag
};

// Pauses, ends and finishes that nobody was there for.
bool is_worth_a_letter(const News& news);

// {event: "rollout.rolled_back", text, reason, rollout: {…}, flag: {…}, readings, url, at}
std::string webhook_body(const News& news, const json::object& rollout, const std::string& flag_key);
mail::Letter rollout_letter(const std::string& to, const Rollout& rollout, const News& news,
                            const std::string& flag_key);

}  // namespace leapfrog::rollouts
