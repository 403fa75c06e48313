#include "alerts/checker.h"

#include <fmt/format.h>

#include <cmath>

#include "alerts/delivery.h"
#include "alerts/question.h"
#include "base/log.h"
#include "query/calendar.h"
#include "storage/meta/rows.h"

namespace leapfrog::alerts {
namespace {

constexpr auto webhook_timeout = milliseconds(5'000);
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

Counter& delivery_counter(Metrics& metrics, std::string_view outcome) {
  return metrics.counter(fmt::format("leapfrog_alerts_{}_total", outcome),
                         fmt::format("Messages of alerts that were {}.", outcome));
}

}  // namespace

Result<Instant> next_check(const Alert& alert, const accounts::Project& project, Instant now, seconds pause) {
  if (alert.calculation_interval == "real_time") return now + pause;
  const auto calendar = TRY(query::Calendar::of(project.timezone, true));
  const auto interval = interval_of(alert.calculation_interval);
  return calendar.next(interval, calendar.start_of(interval, now));
}

Checker::Checker(Parts parts)
    : parts_(std::move(parts)),
      checks_(parts_.metrics.counter("leapfrog_alerts_checked_total", "Looks at alerts.")),
      delivered_(delivery_counter(parts_.metrics, "delivered")),
      failed_(delivery_counter(parts_.metrics, "not_delivered")) {}

Result<> Checker::round() {
  const auto watermark = parts_.watermark();
  for (auto& alert : TRY(meta::in_read(parts_.database, [&](meta::Connection& connection) {
         return due_alerts(connection, parts_.clock.now(), watermark);
       })))
    TRY(check(std::move(alert), watermark));
  for (auto& delivery : TRY(meta::in_read(parts_.database, [&](meta::Connection& connection) {
         return due_deliveries(connection, parts_.clock.now());
       })))
    TRY(deliver(std::move(delivery)));
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
  const bool told =
      changed && alert.webhook_url && (before == "Firing" || alert.state == "Firing") && subject;
  if (told) alert.last_notified_at = now;
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
    Delivery delivery;
    delivery.project = alert.project;
    delivery.alert = alert.id;
    delivery.created_at = now;
    delivery.url = *alert.webhook_url;
    delivery.body = message_for(alert, before, message, *subject, access->project().name);
    delivery.next_attempt_at = now;
    return add_delivery(connection, delivery);
  });
}

std::string Checker::message_for(const Alert& alert, const std::string& before, const std::string& message,
                                 const Subject& subject, const std::string& project_name) const {
  const auto url =
      fmt::format("{}/project/{}/insights/{}", parts_.origin, alert.project, subject.insight.short_id);
  return webhook_body(alert, before, message, insight_json(subject.insight, subject.title), project_name, url,
                      parts_.clock.now());
}

Result<> Checker::deliver(Delivery delivery) {
  http::OutboundRequest request;
  request.url = delivery.url;
  request.headers.add("Content-Type", "application/json");
  request.body = delivery.body;
  request.timeout = webhook_timeout;
  const auto sent = parts_.outbound.send(request);
  const auto now = parts_.clock.now();
  ++delivery.attempts;
  const bool good = sent && sent->status >= 200 && sent->status < 300;
  delivery.answer = sent ? fmt::format("Answered {}.", sent->status) : sent.error().detail;
  delivery.next_attempt_at.reset();
  if (good) {
    delivery.delivered_at = now;
    delivered_.add();
  } else if (const auto wait = wait_after(delivery.attempts)) {
    delivery.next_attempt_at = now + *wait;
  } else {
    failed_.add();
    log_warning("The message of an alert was not delivered.",
                {{"alert", delivery.alert}, {"answer", delivery.answer}});
  }
  return parts_.database.write(
      [&](meta::Connection& connection) { return update_delivery(connection, delivery); });
}

Result<http::OutboundResponse> Checker::send_test(const Alert& alert) {
  if (!alert.webhook_url) return invalid("There is no webhook to test.", "webhook_url", "required");
  const auto subject = TRY(subject_of(alert));
  if (!subject) return invalid("The insight has been deleted.", "insight");
  const auto access = parts_.accounts.background_access(alert.project);
  if (!access) return not_found();
  http::OutboundRequest request;
  request.url = *alert.webhook_url;
  request.headers.add("Content-Type", "application/json");
  request.body = message_for(alert, alert.state, "This is a test.", *subject, access->project().name);
  request.timeout = webhook_timeout;
  return parts_.outbound.send(request);
}

}  // namespace leapfrog::alerts
