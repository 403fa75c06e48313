#include "outbox/store.h"

#include <fmt/format.h>

#include "storage/meta/rows.h"

namespace leapfrog::outbox {
namespace {

using meta::Connection;
using meta::Value;

constexpr std::string_view delivery_columns =
    "id, channel, target, state, created_at, attempts, next_attempt_at, finished_at, answer";
constexpr std::string_view destination_columns =
    "id, project_id, url, secret, previous_secret, previous_until, created_at";

Value project_value(accounts::ProjectId project) { return project == 0 ? Value(nullptr) : Value(project); }

std::optional<Instant> instant_at(const meta::Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return from_micros(row.integer(column));
}
Value value_of(const std::optional<Instant>& instant) {
  return instant ? Value(to_micros(*instant)) : Value(nullptr);
}

Delivery read_delivery(const meta::Row& row) {
  Delivery delivery;
  delivery.id = row.text(0);
  delivery.channel = row.text(1);
  delivery.target = row.text(2);
  delivery.state = row.text(3);
  delivery.created_at = from_micros(row.integer(4));
  delivery.attempts = row.integer(5);
  delivery.next_attempt_at = instant_at(row, 6);
  if (delivery.state == "delivered") delivery.delivered_at = instant_at(row, 7);
  delivery.answer = row.text(8);
  return delivery;
}

Destination read_destination(const meta::Row& row) {
  return {row.text(0),
          row.integer(1),
          row.text(2),
          row.text(3),
          row.optional_text(4),
          instant_at(row, 5),
          from_micros(row.integer(6))};
}

}  // namespace

std::string_view channel_name(Channel channel) { return channel == Channel::mail ? "mail" : "webhook"; }

Result<> insert_message(Connection& connection, const Message& message, const Ending& ending) {
  const auto finished = ending.next ? std::nullopt : std::optional(message.created_at);
  return connection.execute(
      "INSERT INTO outbox (id, project_id, kind, about_id, channel, target, content, state, attempts, "
      "created_at, next_attempt_at, finished_at, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)",
      {std::string_view(message.id), project_value(message.about.project),
       std::string_view(message.about.kind), std::string_view(message.about.id),
       channel_name(message.channel), std::string_view(message.target),
       finished ? std::string_view() : std::string_view(message.content), std::string_view(ending.state),
       to_micros(message.created_at), value_of(ending.next), value_of(finished),
       std::string_view(ending.answer)});
}

Result<> record_attempt(Connection& connection, const Message& message, const Ending& ending, Instant now) {
  return connection.execute(
      "UPDATE outbox SET attempts = attempts + 1, state = ?, next_attempt_at = ?, finished_at = ?, answer = "
      "?, content = CASE WHEN ? THEN content ELSE '' END WHERE id = ?",
      {std::string_view(ending.state), value_of(ending.next),
       ending.next ? Value(nullptr) : Value(to_micros(now)), std::string_view(ending.answer),
       static_cast<std::int64_t>(ending.next.has_value()), std::string_view(message.id)});
}

Result<std::vector<Message>> due_messages(Connection& connection, Channel channel, Instant now,
                                          std::int64_t limit) {
  return meta::find_all(
      connection,
      "SELECT id, project_id, kind, about_id, target, content, attempts, created_at FROM outbox WHERE "
      "channel = ? AND next_attempt_at <= ? ORDER BY next_attempt_at LIMIT ?",
      {channel_name(channel), to_micros(now), limit}, [channel](const meta::Row& row) {
        return Message{row.text(0),
                       {row.is_null(1) ? 0 : row.integer(1), row.text(2), row.text(3)},
                       channel,
                       row.text(4),
                       row.text(5),
                       row.integer(6),
                       from_micros(row.integer(7))};
      });
}

Result<std::optional<Instant>> next_due(Connection& connection, Channel channel) {
  return meta::find_one(connection,
                        "SELECT next_attempt_at FROM outbox WHERE channel = ? AND next_attempt_at IS NOT "
                        "NULL ORDER BY next_attempt_at LIMIT 1",
                        {channel_name(channel)},
                        [](const meta::Row& row) { return from_micros(row.integer(0)); });
}

Result<std::int64_t> count_waiting(Connection& connection, std::optional<accounts::ProjectId> project) {
  if (!project)
    return meta::find_number(connection, "SELECT count(*) FROM outbox WHERE next_attempt_at IS NOT NULL", {});
  return meta::find_number(
      connection, "SELECT count(*) FROM outbox WHERE next_attempt_at IS NOT NULL AND project_id IS ?",
      {project_value(*project)});
}

Result<> forget_finished(Connection& connection, Instant before) {
  return connection.execute("DELETE FROM outbox WHERE finished_at < ?", {to_micros(before)});
}

Result<std::vector<Delivery>> list_deliveries(Connection& connection, const About& about,
                                              std::int64_t limit) {
  return meta::find_all(
      connection,
      fmt::format("SELECT {} FROM outbox WHERE project_id IS ? AND kind = ? AND about_id = ? ORDER BY "
                  "created_at DESC, id DESC LIMIT ?",
                  delivery_columns),
      {project_value(about.project), std::string_view(about.kind), std::string_view(about.id), limit},
      read_delivery);
}

Result<std::vector<std::pair<About, Delivery>>> list_project(Connection& connection,
                                                             accounts::ProjectId project,
                                                             std::int64_t limit) {
  return meta::find_all(connection,
                        fmt::format("SELECT {}, kind, about_id FROM outbox WHERE project_id = ? ORDER BY "
                                    "created_at DESC, id DESC LIMIT ?",
                                    delivery_columns),
                        {project, limit}, [project](const meta::Row& row) {
                          return std::pair(About{project, row.text(9), row.text(10)}, read_delivery(row));
                        });
}

Result<std::optional<Destination>> find_destination(Connection& connection, accounts::ProjectId project,
                                                    std::string_view url) {
  return meta::find_one(connection,
                        fmt::format("SELECT {} FROM webhook_destinations WHERE project_id = ? AND url = ?",
                                    destination_columns),
                        {project, url}, read_destination);
}

Result<std::optional<Destination>> find_destination_by_id(Connection& connection, accounts::ProjectId project,
                                                          std::string_view id) {
  return meta::find_one(
      connection,
      fmt::format("SELECT {} FROM webhook_destinations WHERE project_id = ? AND id = ?", destination_columns),
      {project, id}, read_destination);
}

Result<std::vector<Destination>> list_destinations(Connection& connection, accounts::ProjectId project) {
  return meta::find_all(
      connection,
      fmt::format("SELECT {} FROM webhook_destinations WHERE project_id = ? ORDER BY created_at, id",
                  destination_columns),
      {project}, read_destination);
}

Result<> store_destination(Connection& connection, const Destination& destination) {
  return connection.execute(
      fmt::format("INSERT INTO webhook_destinations ({}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO "
                  "UPDATE SET secret = excluded.secret, previous_secret = excluded.previous_secret, "
                  "previous_until = excluded.previous_until",
                  destination_columns),
      {std::string_view(destination.id), destination.project, std::string_view(destination.url),
       std::string_view(destination.secret),
       destination.previous_secret ? Value(std::string_view(*destination.previous_secret)) : Value(nullptr),
       value_of(destination.previous_until), to_micros(destination.created_at)});
}

Result<> delete_destination(Connection& connection, const Destination& destination) {
  return connection.execute("DELETE FROM webhook_destinations WHERE id = ?",
                            {std::string_view(destination.id)});
}

}  // namespace leapfrog::outbox
