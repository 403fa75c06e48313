#include "subscriptions/sender.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "storage/meta/rows.h"
#include "subscriptions/unsubscribing.h"

namespace leapfrog::subscriptions {
namespace {

constexpr auto try_again_after = seconds(15);
// An engine that is away for longer: then it is said, and the next time comes.
constexpr auto tried_for = std::chrono::hours(12);

outbox::About about(const Subscription& subscription) {
  return {subscription.project, "subscription", std::to_string(subscription.id)};
}

}  // namespace

Result<std::optional<Instant>> next_delivery_of(const Subscription& subscription,
                                                const accounts::Project& project, Instant now) {
  const auto calendar = TRY(query::Calendar::of(project.timezone, true));
  return next_delivery(subscription.recurrence, calendar, now);
}

Sender::Sender(const Parts& parts)
    : parts_(parts),
      delivered_(parts_.metrics.counter("leapfrog_subscriptions_delivered_total",
                                        "Reports of subscriptions that were put into the outbox.")) {}

Result<std::optional<Instant>> Sender::round() {
  bool all = true;
  for (const auto& subscription : TRY(meta::in_read(parts_.database, [&](meta::Connection& connection) {
         return due_subscriptions(connection, parts_.clock.now());
       })))
    all = TRY(deliver(subscription)) && all;
  auto next =
      TRY(meta::in_read(parts_.database, [](meta::Connection& connection) { return next_due(connection); }));
  if (next && !all) next = std::max(*next, parts_.clock.now() + try_again_after);
  return next;
}

Result<bool> Sender::deliver(const Subscription& subscription) {
  const auto access = parts_.accounts.background_access(subscription.project);
  if (!access) return false;  // the project is going; its rows go with it
  const auto report = make_report(parts_, *access, subscription);
  const auto now = parts_.clock.now();
  const bool away = !report && report.error().kind == ErrorKind::unavailable;
  if (away && now < *subscription.next_delivery_at + tried_for) return false;
  const auto next = TRY(next_delivery_of(subscription, access->project(), now));
  if (!report)
    log_warning("A subscription was not delivered.",
                {{"subscription", subscription.id}, {"error", report.error().detail}});
  TRY(parts_.database.write([&](meta::Connection& connection) -> Result<> {
    // Somebody may have changed or deleted it meanwhile: then their word counts.
    auto stored = TRY(find_subscription(connection, subscription.project, subscription.id));
    if (!stored || stored->deleted || stored->next_delivery_at != subscription.next_delivery_at) return {};
    if (report) {
      TRY(put_in(connection, *stored, *report));
      stored->last_delivery_at = now;
      delivered_.add();
    }
    stored->last_error = report ? "" : report.error().detail;
    stored->next_delivery_at = next;
    TRY(store_subscription(connection, *std::move(stored)));
    return {};
  }));
  return true;
}

Result<> Sender::put_in(meta::Connection& connection, const Subscription& subscription,
                        const Report& report) {
  if (subscription.target == Target::webhook)
    return parts_.outbox.send(
        connection, about(subscription),
        outbox::Webhook{subscription.target_value, report_body(report, subscription, false)});
  for (const auto& to : subscription.addresses())
    TRY(parts_.outbox.send(connection, about(subscription), letter(subscription, report, to, false)));
  return {};
}

mail::Letter Sender::letter(const Subscription& subscription, const Report& report, const std::string& to,
                            bool test) const {
  const auto token = unsubscribe_token(parts_.sealer, {subscription.project, subscription.id, to});
  return report_letter(report, to, fmt::format("{}/unsubscribe/{}", parts_.origin, token), test);
}

Result<std::vector<Sender::Told>> Sender::send_test(const accounts::ProjectAccess& access,
                                                    const Subscription& subscription) {
  const auto report = TRY(make_report(parts_, access, subscription));
  std::vector<Told> all;
  if (subscription.target == Target::webhook)
    all.push_back({subscription.target_value,
                   TRY(parts_.outbox.try_now(about(subscription),
                                             outbox::Webhook{subscription.target_value,
                                                             report_body(report, subscription, true)}))});
  for (const auto& to : subscription.addresses())
    all.push_back({to, TRY(parts_.outbox.try_now(letter(subscription, report, to, true)))});
  return all;
}

}  // namespace leapfrog::subscriptions
