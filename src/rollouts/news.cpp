#include "rollouts/news.h"

#include <fmt/format.h>

namespace leapfrog::rollouts {
namespace {

std::string sentence(const News& news, const std::string& flag_key, double percentage) {
  if (news.what == "started")
    return fmt::format("The rollout of {} began with {:g} %.", flag_key, percentage);
  if (news.what == "advanced")
    return fmt::format("The rollout of {} went on to {:g} %.", flag_key, percentage);
  if (news.what == "paused") return fmt::format("The rollout of {} paused at {:g} %.", flag_key, percentage);
  if (news.what == "resumed")
    return fmt::format("The rollout of {} goes on at {:g} %.", flag_key, percentage);
  if (news.what == "rolled_back") return fmt::format("The rollout of {} was rolled back.", flag_key);
  return fmt::format("The rollout of {} is finished.", flag_key);
}

// One line for each guardrail, as it stood.
std::string readings_text(const json::array& readings) {
  std::string text;
  for (const auto& each : readings) {
    const auto& reading = each.as_object();
    text +=
        fmt::format("{}: exposed {:.4g}, others {:.4g} (evidence of harm {:.4g}, stops at {:.4g})\n",
                    string_or_empty(reading, "name"), reading.at("exposed_value").to_number<double>(),
                    reading.at("unexposed_value").to_number<double>(),
                    reading.at("evidence").to_number<double>(), reading.at("threshold").to_number<double>());
  }
  return text;
}

}  // namespace

bool is_worth_a_letter(const News& news) {
  return !news.user && (news.what == "paused" || news.what == "rolled_back" || news.what == "finished");
}

std::string webhook_body(const News& news, const json::object& rollout, const std::string& flag_key) {
  const auto said = sentence(news, flag_key, rollout.at("percentage").to_number<double>());
  return to_text(json::object{{"event", "rollout." + news.what},
                              {"text", news.reason.empty() ? said : said + " " + news.reason},
                              {"reason", news.reason},
                              {"rollout", rollout},
                              {"flag", {{"id", rollout.at("flag")}, {"key", flag_key}}},
                              {"readings", news.readings},
                              {"url", news.url},
                              {"at", format_iso(news.at)}});
}

mail::Letter rollout_letter(const std::string& to, const Rollout& rollout, const News& news,
                            const std::string& flag_key) {
  mail::Note note;
  note.heading = sentence(news, flag_key, rollout.current().percentage);
  if (!news.reason.empty()) note.sentences.push_back(news.reason);
  if (news.what == "rolled_back")
    note.sentences.push_back(rollout.active_before ? fmt::format("It is at {:g} % again, as before.",
                                                                 fmt::join(rollout.percentages_before, ", "))
                                                   : "The flag is off again, as before.");
  note.text = readings_text(news.readings);
  if (!note.text.empty()) note.html = "<pre>" + mail::escape_html(note.text) + "</pre>";
  note.link_label = "Open the flag";
  note.link = news.url;
  note.small_print = "You are told because the rollout's plan names you.";
  const auto* what = news.what == "rolled_back" ? "Rolled back"
                     : news.what == "paused"    ? "Paused"
                                                : "Rolled out";
  return mail::letter_of(to, fmt::format("{}: {}", what, flag_key), note);
}

}  // namespace leapfrog::rollouts
