#include "alerts/alert_store.h"

#include <fmt/format.h>

#include "storage/meta/rows.h"

namespace leapfrog::alerts {
namespace {

using meta::Connection;
using meta::Value;

constexpr std::int64_t kept_checks = 200;
constexpr std::int64_t at_once = 100;  // alerts in one round

constexpr std::string_view alert_columns =
    "id, project_id, insight_id, name, enabled, rule, calculation_interval, webhook_url, snoozed_until, "
    "state, "
    "last_value, last_error, last_checked_at, next_check_at, last_notified_at, watermark, created_at, "
    "created_by, subscribed_users";

std::optional<Instant> instant_at(const meta::Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return from_micros(row.integer(column));
}
Value value_of(const std::optional<Instant>& instant) {
  return instant ? Value(to_micros(*instant)) : Value(nullptr);
}
Value value_of(const std::optional<double>& number) { return number ? Value(*number) : Value(nullptr); }
Value value_of(const std::optional<std::string>& text) {
  return text ? Value(std::string_view(*text)) : Value(nullptr);
}

Alert read_alert(const meta::Row& row) {
  Alert alert;
  alert.id = row.text(0);
  alert.project = row.integer(1);
  alert.insight = row.integer(2);
  alert.name = row.text(3);
  alert.enabled = row.integer(4) != 0;
  // What we wrote ourselves is a rule.
  const auto rule = parse_json(row.view(5));
  CHECK(rule && rule->is_object());
  CHECK(change_rule(alert.rule, rule->get_object()));
  alert.calculation_interval = row.text(6);
  alert.webhook_url = row.optional_text(7);
  alert.snoozed_until = instant_at(row, 8);
  alert.state = row.text(9);
  if (!row.is_null(10)) alert.last_value = row.real(10);
  alert.last_error = row.optional_text(11).value_or("");
  alert.last_checked_at = instant_at(row, 12);
  alert.next_check_at = from_micros(row.integer(13));
  alert.last_notified_at = instant_at(row, 14);
  alert.watermark = static_cast<std::uint64_t>(row.integer(15));
  alert.created_at = from_micros(row.integer(16));
  if (!row.is_null(17)) alert.created_by = row.integer(17);
  const auto users = parse_json(row.view(18));
  CHECK(users && users->is_array());
  for (const auto& user : users->get_array())
    alert.subscribed_users.push_back(user.to_number<std::int64_t>());
  return alert;
}

}  // namespace

Result<std::vector<Alert>> list_alerts(Connection& connection, accounts::ProjectId project,
                                       std::optional<std::int64_t> insight) {
  return meta::find_all(
      connection,
      fmt::format("SELECT {} FROM alerts WHERE project_id = ? AND (? IS NULL OR insight_id = "
                  "?) ORDER BY created_at DESC, id",
                  alert_columns),
      {project, insight ? Value(*insight) : Value(nullptr), insight.value_or(0)}, read_alert);
}

Result<std::optional<Alert>> find_alert(Connection& connection, accounts::ProjectId project,
                                        std::string_view id) {
  return meta::find_one(connection,
                        fmt::format("SELECT {} FROM alerts WHERE project_id = ? AND id = ?", alert_columns),
                        {project, id}, read_alert);
}

Result<std::int64_t> count_alerts(Connection& connection, accounts::ProjectId project) {
  return meta::find_number(connection, "SELECT count(*) FROM alerts WHERE project_id = ?", {project});
}

Result<> store_alert(Connection& connection, const Alert& alert) {
  const auto rule = to_text(rule_json(alert.rule));
  const auto users = to_text(json::array(alert.subscribed_users.begin(), alert.subscribed_users.end()));
  return connection.execute(
      fmt::format("INSERT INTO alerts ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                  "ON CONFLICT (id) DO UPDATE SET name = excluded.name, enabled = excluded.enabled, rule = "
                  "excluded.rule, calculation_interval = excluded.calculation_interval, webhook_url = "
                  "excluded.webhook_url, snoozed_until = excluded.snoozed_until, state = excluded.state, "
                  "last_value = excluded.last_value, last_error = excluded.last_error, last_checked_at = "
                  "excluded.last_checked_at, next_check_at = excluded.next_check_at, last_notified_at = "
                  "excluded.last_notified_at, watermark = excluded.watermark, subscribed_users = "
                  "excluded.subscribed_users",
                  alert_columns),
      {std::string_view(alert.id), alert.project, alert.insight, std::string_view(alert.name),
       static_cast<std::int64_t>(alert.enabled), std::string_view(rule),
       std::string_view(alert.calculation_interval), value_of(alert.webhook_url),
       value_of(alert.snoozed_until), std::string_view(alert.state), value_of(alert.last_value),
       std::string_view(alert.last_error), value_of(alert.last_checked_at), to_micros(alert.next_check_at),
       value_of(alert.last_notified_at), static_cast<std::int64_t>(alert.watermark),
       to_micros(alert.created_at), alert.created_by ? Value(*alert.created_by) : Value(nullptr),
       std::string_view(users)});
}

Result<> delete_alert(Connection& connection, const Alert& alert) {
  TRY(connection.execute("DELETE FROM alert_checks WHERE alert_id = ?", {std::string_view(alert.id)}));
  return connection.execute("DELETE FROM alerts WHERE id = ?", {std::string_view(alert.id)});
}

Result<std::vector<Alert>> due_alerts(Connection& connection, Instant now, std::uint64_t watermark) {
  return meta::find_all(
      connection,
      fmt::format("SELECT {} FROM alerts WHERE enabled = 1 AND next_check_at <= ? AND "
                  "(calculation_interval <> 'real_time' OR watermark <> ? OR next_check_at = 0) "
                  "ORDER BY next_check_at LIMIT {}",
                  alert_columns, at_once),
      {to_micros(now), static_cast<std::int64_t>(watermark)}, read_alert);
}

Result<std::vector<Check>> list_checks(Connection& connection, const std::string& alert, std::int64_t limit) {
  return meta::find_all(connection,
                        "SELECT created_at, state, value, message FROM alert_checks WHERE alert_id = ? ORDER "
                        "BY id DESC LIMIT ?",
                        {std::string_view(alert), limit}, [](const meta::Row& row) {
                          return Check{from_micros(row.integer(0)), row.text(1),
                                       row.is_null(2) ? std::nullopt : std::optional(row.real(2)),
                                       row.text(3)};
                        });
}

Result<> add_check(Connection& connection, const Alert& alert, const Check& check) {
  TRY(connection.execute(
      "INSERT INTO alert_checks (project_id, alert_id, created_at, state, value, message) VALUES (?, ?, ?, "
      "?, "
      "?, ?)",
      {alert.project, std::string_view(alert.id), to_micros(check.created_at), std::string_view(check.state),
       value_of(check.value), std::string_view(check.message)}));
  return connection.execute(
      "DELETE FROM alert_checks WHERE alert_id = ?1 AND id <= (SELECT id FROM alert_checks WHERE alert_id = "
      "?1 "
      "ORDER BY id DESC LIMIT 1 OFFSET ?2)",
      {std::string_view(alert.id), kept_checks});
}

Result<Due> next_due(Connection& connection) {
  Due due;
  TRY(
      connection.query("SELECT min(CASE WHEN calculation_interval <> 'real_time' OR next_check_at = 0 THEN "
                       "next_check_at END), min(CASE WHEN calculation_interval = 'real_time' THEN "
                       "next_check_at END) FROM alerts WHERE enabled = 1",
                       {}, [&](const meta::Row& row) {
                         due.timed = instant_at(row, 0);
                         due.with_the_data = instant_at(row, 1);
                       }));
  return due;
}

}  // namespace leapfrog::alerts
