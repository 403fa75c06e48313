#include "rollouts/store.h"

#include <fmt/format.h>

#include "storage/meta/rows.h"

namespace leapfrog::rollouts {
namespace {

constexpr std::string_view columns =
    "id, project_id, flag_id, condition, plan, status, step, step_started_at, percentage_before, "
    "active_before, reason, created_by, created_at, finished_at, group_type, percentages_before";
constexpr std::int64_t max_looks = 2'000;
constexpr std::int64_t all_conditions = -1;  // in the column of the condition

meta::Value micros_or_null(const std::optional<Instant>& instant) {
  return instant ? meta::Value(to_micros(*instant)) : meta::Value(nullptr);
}

// What is stored was checked when it was written.
json::array array_in(const meta::Row& row, int column) {
  auto value = parse_json(row.view(column));
  CHECK(value.has_value() && value->is_array());
  return std::move(value->get_array());
}

Rollout read_rollout(const meta::Row& row) {
  Rollout rollout;
  rollout.id = row.integer(0);
  rollout.project = row.integer(1);
  rollout.flag = row.integer(2);
  if (row.integer(3) != all_conditions) rollout.condition = row.integer(3);
  const auto plan = parse_json(row.view(4));
  CHECK(plan.has_value() && plan->is_object());
  auto parsed = parse_plan(plan->get_object());
  CHECK(parsed.has_value());
  rollout.plan = *std::move(parsed);
  rollout.status = row.text(5);
  rollout.step = static_cast<std::size_t>(row.integer(6));
  rollout.step_started_at = from_micros(row.integer(7));
  rollout.active_before = row.integer(9) != 0;
  rollout.reason = row.text(10);
  rollout.created_by = row.integer(11);
  rollout.created_at = from_micros(row.integer(12));
  if (!row.is_null(13)) rollout.finished_at = from_micros(row.integer(13));
  if (!row.is_null(14)) rollout.group_type = static_cast<int>(row.integer(14));
  if (row.is_null(15)) {
    rollout.percentages_before = {row.real(8)};
  } else {
    for (const auto& each : array_in(row, 15)) rollout.percentages_before.push_back(each.to_number<double>());
  }
  return rollout;
}

}  // namespace

Result<> insert_rollout(meta::Connection& connection, Rollout& rollout) {
  const auto done = connection.execute(
      "INSERT INTO rollouts (project_id, flag_id, condition, plan, status, step, step_started_at, "
      "percentage_before, active_before, reason, created_by, created_at, group_type, percentages_before) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {rollout.project, rollout.flag, rollout.condition.value_or(all_conditions),
       to_text(plan_json(rollout.plan)), std::string_view(rollout.status),
       static_cast<std::int64_t>(rollout.step), to_micros(rollout.step_started_at),
       rollout.percentages_before.front(), std::int64_t{rollout.active_before},
       std::string_view(rollout.reason), rollout.created_by, to_micros(rollout.created_at),
       rollout.group_type ? meta::Value(std::int64_t{*rollout.group_type}) : meta::Value(nullptr),
       to_text(json::value_from(rollout.percentages_before))});
  if (!done && meta::is_unique_violation(done.error()))
    return failure(ErrorKind::conflict, "conflict",
                   "This flag is being rolled out already. Roll that back or let it finish first.", "flag");
  TRY(done);
  rollout.id = connection.last_insert_id();
  return {};
}

Result<> update_rollout(meta::Connection& connection, const Rollout& rollout) {
  return connection.execute(
      "UPDATE rollouts SET status = ?, step = ?, step_started_at = ?, reason = ?, finished_at = ? WHERE id = "
      "?",
      {std::string_view(rollout.status), static_cast<std::int64_t>(rollout.step),
       to_micros(rollout.step_started_at), std::string_view(rollout.reason),
       micros_or_null(rollout.finished_at), rollout.id});
}

Result<std::optional<Rollout>> find_rollout(meta::Connection& connection, ProjectId project,
                                            std::int64_t id) {
  return meta::find_one(connection,
                        fmt::format("SELECT {} FROM rollouts WHERE id = ? AND project_id = ?", columns),
                        {id, project}, read_rollout);
}

Result<std::vector<Rollout>> list_rollouts(meta::Connection& connection, ProjectId project,
                                           std::int64_t flag) {
  return meta::find_all(
      connection,
      fmt::format("SELECT {} FROM rollouts WHERE project_id = ? AND (? = 0 OR flag_id = ?) ORDER BY id DESC "
                  "LIMIT 500",
                  columns),
      {project, flag, flag}, read_rollout);
}

Result<std::vector<Rollout>> running_rollouts(meta::Connection& connection) {
  return meta::find_all(connection,
                        fmt::format("SELECT {} FROM rollouts WHERE status = 'running' ORDER BY id", columns),
                        {}, read_rollout);
}

Result<> insert_look(meta::Connection& connection, const Rollout& rollout, const Look& look) {
  TRY(connection.execute(
      "INSERT INTO rollout_looks (project_id, rollout_id, step, at, readings) VALUES (?, ?, ?, ?, ?)",
      {rollout.project, rollout.id, static_cast<std::int64_t>(look.step), to_micros(look.at),
       to_text(look.readings)}));
  return connection.execute(
      "DELETE FROM rollout_looks WHERE rollout_id = ? AND id <= (SELECT id FROM rollout_looks WHERE "
      "rollout_id "
      "= ? ORDER BY at DESC, id DESC LIMIT 1 OFFSET ?)",
      {rollout.id, rollout.id, max_looks});
}

Result<std::vector<Look>> list_looks(meta::Connection& connection, std::int64_t rollout) {
  return meta::find_all(
      connection, "SELECT step, at, readings FROM rollout_looks WHERE rollout_id = ? ORDER BY at, id",
      {rollout}, [](const meta::Row& row) {
        return Look{static_cast<std::size_t>(row.integer(0)), from_micros(row.integer(1)), array_in(row, 2)};
      });
}

Result<> insert_line(meta::Connection& connection, const Rollout& rollout, const LogLine& line) {
  return connection.execute(
      "INSERT INTO rollout_log (project_id, rollout_id, at, what, reason, readings, user_id) VALUES (?, ?, "
      "?, "
      "?, ?, ?, ?)",
      {rollout.project, rollout.id, to_micros(line.at), std::string_view(line.what),
       std::string_view(line.reason), to_text(line.readings),
       line.user ? meta::Value(*line.user) : meta::Value(nullptr)});
}

Result<std::vector<LogLine>> list_lines(meta::Connection& connection, std::int64_t rollout) {
  return meta::find_all(
      connection,
      "SELECT at, what, reason, readings, user_id FROM rollout_log WHERE rollout_id = ? ORDER BY id",
      {rollout}, [](const meta::Row& row) {
        return LogLine{from_micros(row.integer(0)), row.text(1), row.text(2), array_in(row, 3),
                       row.is_null(4) ? std::nullopt : std::optional(row.integer(4))};
      });
}

}  // namespace leapfrog::rollouts
