#include "subscriptions/store.h"

#include <fmt/format.h>

#include "storage/meta/rows.h"

namespace leapfrog::subscriptions {
namespace {

using meta::Connection;
using meta::Value;

constexpr std::int64_t at_once = 50;
constexpr std::string_view columns =
    "id, project_id, insight_id, dashboard_id, title, target_type, target_value, recurrence, start_date, "
    "until_date, next_delivery_at, last_delivery_at, last_error, deleted, created_at, created_by";

std::optional<Instant> instant_at(const meta::Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return from_micros(row.integer(column));
}
std::optional<std::int64_t> integer_at(const meta::Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return row.integer(column);
}
Value value_of(const std::optional<Instant>& instant) {
  return instant ? Value(to_micros(*instant)) : Value(nullptr);
}
Value value_of(const std::optional<std::int64_t>& number) { return number ? Value(*number) : Value(nullptr); }

Subscription read_subscription(const meta::Row& row) {
  Subscription out;
  out.id = row.integer(0);
  out.project = row.integer(1);
  out.insight = integer_at(row, 2);
  out.dashboard = integer_at(row, 3);
  out.title = row.text(4);
  out.target = row.view(5) == "webhook" ? Target::webhook : Target::email;
  out.target_value = row.text(6);
  // What we wrote ourselves is a recurrence.
  const auto recurrence = parse_json(row.view(7));
  CHECK(recurrence && recurrence->is_object());
  CHECK(change_recurrence(out.recurrence, recurrence->get_object()));
  out.recurrence.start = from_micros(row.integer(8));
  out.recurrence.until = instant_at(row, 9);
  out.next_delivery_at = instant_at(row, 10);
  out.last_delivery_at = instant_at(row, 11);
  out.last_error = row.text(12);
  out.deleted = row.integer(13) != 0;
  out.created_at = from_micros(row.integer(14));
  out.created_by = integer_at(row, 15);
  return out;
}

}  // namespace

std::string_view target_name(Target target) { return target == Target::email ? "email" : "webhook"; }

std::vector<std::string> Subscription::addresses() const {
  std::vector<std::string> all;
  std::string_view rest = target_value;
  while (target == Target::email && !rest.empty()) {
    const auto comma = rest.find(',');
    all.emplace_back(rest.substr(0, comma));
    rest = comma == rest.npos ? std::string_view() : rest.substr(comma + 1);
  }
  return all;
}

Result<std::vector<Subscription>> list_subscriptions(Connection& connection, accounts::ProjectId project,
                                                     const Wanted& wanted) {
  return meta::find_all(
      connection,
      fmt::format("SELECT {} FROM subscriptions WHERE project_id = ?1 AND deleted = 0 AND (?2 IS NULL OR "
                  "insight_id = ?2) AND (?3 IS NULL OR dashboard_id = ?3) ORDER BY id DESC",
                  columns),
      {project, value_of(wanted.insight), value_of(wanted.dashboard)}, read_subscription);
}

Result<std::optional<Subscription>> find_subscription(Connection& connection, accounts::ProjectId project,
                                                      std::int64_t id) {
  return meta::find_one(connection,
                        fmt::format("SELECT {} FROM subscriptions WHERE project_id = ? AND id = ?", columns),
                        {project, id}, read_subscription);
}

Result<std::int64_t> count_subscriptions(Connection& connection, accounts::ProjectId project) {
  return meta::find_number(
      connection, "SELECT count(*) FROM subscriptions WHERE project_id = ? AND deleted = 0", {project});
}

Result<Subscription> store_subscription(Connection& connection, Subscription subscription) {
  const auto recurrence = to_text(recurrence_json(subscription.recurrence));
  TRY(connection.execute(
      fmt::format("INSERT INTO subscriptions ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON "
                  "CONFLICT (id) DO UPDATE SET insight_id = excluded.insight_id, dashboard_id = "
                  "excluded.dashboard_id, title = excluded.title, target_type = excluded.target_type, "
                  "target_value = excluded.target_value, recurrence = excluded.recurrence, start_date = "
                  "excluded.start_date, until_date = excluded.until_date, next_delivery_at = "
                  "excluded.next_delivery_at, last_delivery_at = excluded.last_delivery_at, last_error = "
                  "excluded.last_error, deleted = excluded.deleted",
                  columns),
      {subscription.id == 0 ? Value(nullptr) : Value(subscription.id), subscription.project,
       value_of(subscription.insight), value_of(subscription.dashboard), std::string_view(subscription.title),
       target_name(subscription.target), std::string_view(subscription.target_value),
       std::string_view(recurrence), to_micros(subscription.recurrence.start),
       value_of(subscription.recurrence.until), value_of(subscription.next_delivery_at),
       value_of(subscription.last_delivery_at), std::string_view(subscription.last_error),
       static_cast<std::int64_t>(subscription.deleted), to_micros(subscription.created_at),
       value_of(subscription.created_by)}));
  if (subscription.id == 0) subscription.id = connection.last_insert_id();
  return subscription;
}

Result<std::vector<Subscription>> due_subscriptions(Connection& connection, Instant now) {
  return meta::find_all(connection,
                        fmt::format("SELECT {} FROM subscriptions WHERE next_delivery_at <= ? AND deleted = "
                                    "0 ORDER BY next_delivery_at LIMIT {}",
                                    columns, at_once),
                        {to_micros(now)}, read_subscription);
}

Result<std::optional<Instant>> next_due(Connection& connection) {
  return meta::find_one(connection,
                        "SELECT next_delivery_at FROM subscriptions WHERE next_delivery_at IS NOT NULL AND "
                        "deleted = 0 ORDER BY next_delivery_at LIMIT 1",
                        {}, [](const meta::Row& row) { return from_micros(row.integer(0)); });
}

}  // namespace leapfrog::subscriptions
