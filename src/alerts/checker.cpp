#include "alerts/checker.h"

#include <fmt/format.h>

#include <cmath>

#include "alerts/question.h"
#include "base/log.h"
#include "query/calendar.h"
#include "storage/meta/rows.h"

namespace leapfrog::alerts {
namespace {

constexpr auto write_at_least_every = std::chrono::hours(1);  // into the history, when nothing changes

query::Interval interval_of(std::string_view name) {
  if (name == "hourly") return query::Interval::hour;
  if (name == "weekly") return query::Interval::week;
  if (name == "monthly") return query::Interval::month;
  return query::Interval::day;
}

bool is_weekend(const query::Calendar& calendar, Instant now) {
  const auto day = std::chrono::weekday(std::chrono::floor<std::chrono::days>(calendar.local(now)));
  return day == std::chrono::Saturday || day == std::chrono::Sunday;
}

json::object insight_json(const dashboards::KeptInsight& insight, const std::string& title) {
  return {{"id", insight.id}, {"short_id", insight.short_id}, {"name", title}};
}

outbox::About about(const Alert& alert) { return {alert.project, "alert", alert.id}; }

}  // namespace

Result<Instant> next_check(const Alert& alert, const accounts::Project& project, Instant now, seconds pause) {
  if (alert.calculation_interval == "real_time") return now + pause;
  const auto calendar = TRY(query::Calendar::of(project.timezone, true));
  const auto interval = interval_of(alert.calculation_interval);
  return calendar.next(interval, calendar.start_of(interval, now));
}

Checker::Checker(Parts parts)
    : parts_(std::move(parts)),
      checks_(parts_.metrics.counter("leapfrog_alerts_checked_total", "Looks at alerts.")) {}

Result<> Checker::round() {
  const auto watermark = parts_.watermark();
  for (auto& alert : TRY(meta::in_read(parts_.database, [&](meta::Connection& connection) {
         return due_alerts(connection, parts_.clock.now(), watermark);
       })))
    TRY(check(std::move(alert), watermark));
  return {};
}

Result<std::optional<Checker::Subject>> Checker::subject_of(const Alert& alert) {
  auto insight = TRY(meta::in_read(parts_.database, [&](meta::Connection& connection) {
    return dashboards::kept_insight(connection, alert.project, alert.insight);
  }));
  if (!insight) return std::nullopt;
  auto title = insight->name.empty() ? alert.name : insight->name;
  return Subject{*std::move(insight), std::move(title)};
}

Result<Finding> Checker::look(const accounts::ProjectAccess& access, const Alert& alert,
                              const Subject& subject) {
  const auto question = TRY(question_of(subject.insight.query));
  const auto answer = TRY(parts_.answer(access, question.query));
  return judge(alert.rule, answer, question.broken_down, subject.title);
}

Result<> Checker::check(Alert alert, std::uint64_t watermark) {
  const auto now = parts_.clock.now();
  const auto before = alert.state;
  const auto value_before = alert.last_value;
  const auto access = parts_.accounts.background_access(alert.project);
  if (!access) return {};  // the project is going; its rows go with it
  alert.next_check_at = TRY(next_check(alert, access->project(), now, parts_.pause));
  alert.watermark = watermark;
  const auto calendar = TRY(query::Calendar::of(access->project().timezone, true));
  const bool asleep = (alert.snoozed_until && now < *alert.snoozed_until) ||
                      (alert.rule.skip_weekend && is_weekend(calendar, now));
  const auto subject = TRY(subject_of(alert));
  std::string message;
  if (!asleep) {
    checks_.add();
    const auto found = subject ? look(*access, alert, *subject)
                               : Result<Finding>(invalid("The insight has been deleted.", "insight"));
    // The engine being away says nothing about the alert: it is looked at again.
    if (!found && found.error().kind == ErrorKind::unavailable) {
      alert.next_check_at = now + parts_.pause;
    } else {
      alert.last_checked_at = now;
      alert.state = !found ? "Errored" : found->breached ? "Firing" : "Not firing";
      alert.last_error = found ? "" : found.error().detail;
      message = found ? found->message : found.error().detail;
      if (found) alert.last_value = std::isfinite(found->value) ? std::optional(found->value) : std::nullopt;
    }
  }
  const bool changed = alert.state != before;
  const bool told = changed && (alert.webhook_url || !alert.subscribed_users.empty()) &&
                    (before == "Firing" || alert.state == "Firing") && subject;
  std::vector<std::string> receivers;
  if (told) {
    alert.last_notified_at = now;
    receivers = TRY(addresses(alert, access->project()));
  }
  return parts_.database.write([&](meta::Connection& connection) -> Result<> {
    // Somebody may have changed or deleted it meanwhile: then their word counts, and it is looked at again.
    const auto stored = TRY(find_alert(connection, alert.project, alert.id));
    if (!stored || rule_json(stored->rule) != rule_json(alert.rule) || !stored->enabled) return {};
    auto kept = *stored;
    kept.state = alert.state;
    kept.last_value = alert.last_value;
    kept.last_error = alert.last_error;
    kept.last_checked_at = alert.last_checked_at;
    kept.next_check_at = alert.next_check_at;
    kept.last_notified_at = alert.last_notified_at;
    kept.watermark = alert.watermark;
    TRY(store_alert(connection, kept));
    if (message.empty()) return {};
    const auto last = TRY(list_checks(connection, alert.id, 1));
    if (changed || value_before != alert.last_value || last.empty() ||
        now - last.front().created_at >= write_at_least_every)
      TRY(add_check(connection, alert, {now, alert.state, alert.last_value, message}));
    if (!told) return {};
    auto news = news_of(alert, *subject, access->project());
    news.previous_state = before;
    news.message = message;
    if (alert.webhook_url)
      TRY(parts_.outbox.send(connection, about(alert),
                             outbox::Webhook{*alert.webhook_url, webhook_body(alert, news)}));
    for (const auto& to : receivers)
      TRY(parts_.outbox.send(connection, about(alert), alert_letter(to, alert, news)));
    return {};
  });
}

News Checker::news_of(const Alert& alert, const Subject& subject, const accounts::Project& project) const {
  News news;
  news.insight = insight_json(subject.insight, subject.title);
  news.project_name = project.name;
  news.url = fmt::format("{}/project/{}/insights/{}", parts_.origin, alert.project, subject.insight.short_id);
  news.at = parts_.clock.now();
  return news;
}

Result<std::vector<std::string>> Checker::addresses(const Alert& alert, const accounts::Project& project) {
  std::vector<std::string> all;
  for (const auto id : alert.subscribed_users) {
    if (!TRY(parts_.accounts.is_member(project, id))) continue;
    if (const auto user = TRY(parts_.accounts.user(id))) all.push_back(user->email);
  }
  return all;
}

Result<std::vector<Checker::Told>> Checker::send_test(const Alert& alert) {
  if (!alert.webhook_url && alert.subscribed_users.empty())
    return invalid("The alert tells nobody: give it a webhook or members.", "webhook_url", "required");
  const auto subject = TRY(subject_of(alert));
  if (!subject) return invalid("The insight has been deleted.", "insight");
  const auto access = parts_.accounts.background_access(alert.project);
  if (!access) return not_found();
  auto news = news_of(alert, *subject, access->project());
  news.previous_state = alert.state;
  news.message = "This is a test.";
  news.test = true;
  std::vector<Told> all;
  if (alert.webhook_url)
    all.push_back({*alert.webhook_url,
                   TRY(parts_.outbox.try_now(
                       about(alert), outbox::Webhook{*alert.webhook_url, webhook_body(alert, news)}))});
  for (const auto& to : TRY(addresses(alert, access->project())))
    all.push_back({to, TRY(parts_.outbox.try_now(alert_letter(to, alert, news)))});
  return all;
}

}  // namespace leapfrog::alerts
