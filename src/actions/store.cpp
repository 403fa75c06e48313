#include "actions/store.h"

#include <fmt/format.h>

#include "actions/action_json.h"
#include "storage/meta/rows.h"

namespace leapfrog::actions {
namespace {

constexpr std::string_view columns =
    "id, project_id, name, description, tags, steps, post_to_slack, slack_message_format, pinned_at, "
    "deleted, "
    "created_at, created_by, updated_at";

std::string tags_text(const std::vector<std::string>& tags) {
  json::array list;
  for (const auto& tag : tags) list.emplace_back(tag);
  return json::serialize(list);
}

// The row as it is; its JSON is read after the query, where errors can be told.
struct Stored {
  Action action;
  std::string steps;
};

Stored read_row(const meta::Row& row) {
  Stored stored;
  auto& action = stored.action;
  action.id = row.integer(0);
  action.project = row.integer(1);
  action.name = row.text(2);
  action.description = row.text(3);
  if (const auto tags = parse_json(row.view(4)); tags && tags->is_array()) {
    for (const auto& tag : tags->get_array()) action.tags.emplace_back(tag.as_string());
  }
  stored.steps = row.text(5);
  action.post_to_slack = row.integer(6) != 0;
  action.slack_message_format = row.text(7);
  if (!row.is_null(8)) action.pinned_at = from_micros(row.integer(8));
  action.deleted = row.integer(9) != 0;
  action.created_at = from_micros(row.integer(10));
  if (!row.is_null(11)) action.created_by = row.integer(11);
  action.updated_at = from_micros(row.integer(12));
  return stored;
}

Result<Action> whole(Stored stored) {
  stored.action.steps = TRY(parse_steps(TRY(parse_json(stored.steps))));
  return std::move(stored.action);
}

// The values view the action and `tags` and `steps`.
std::vector<meta::Value> values(const Action& action, std::string_view tags, std::string_view steps) {
  return {std::string_view(action.name),
          std::string_view(action.description),
          tags,
          steps,
          std::int64_t{action.post_to_slack},
          std::string_view(action.slack_message_format),
          action.pinned_at ? meta::Value(to_micros(*action.pinned_at)) : meta::Value(nullptr),
          std::int64_t{action.deleted},
          to_micros(action.updated_at)};
}

// The parameters view `search` and `tags`.
std::string condition(const ActionFilter& filter) {
  std::string sql = "project_id = ? AND deleted = 0";
  if (!filter.search.empty())
    sql += " AND (instr(lower(name), lower(?)) > 0 OR instr(lower(description), lower(?)) > 0)";
  if (!filter.tags.empty())
    sql += " AND EXISTS (SELECT 1 FROM json_each(tags) t WHERE t.value IN (SELECT value FROM json_each(?)))";
  return sql;
}
std::vector<meta::Value> parameters(ProjectId project, const ActionFilter& filter, std::string_view tags) {
  std::vector<meta::Value> out{project};
  if (!filter.search.empty()) out.insert(out.end(), 2, std::string_view(filter.search));
  if (!filter.tags.empty()) out.emplace_back(tags);
  return out;
}

}  // namespace

Result<std::vector<Action>> list_actions(meta::Connection& connection, ProjectId project,
                                         const ActionFilter& filter, http::Page page) {
  const auto tags = tags_text(filter.tags);
  auto bound = parameters(project, filter, tags);
  bound.emplace_back(page.limit);
  bound.emplace_back(page.offset);
  auto rows =
      TRY(meta::find_all(connection,
                         fmt::format("SELECT {} FROM actions WHERE {} ORDER BY name, id LIMIT ? OFFSET ?",
                                     columns, condition(filter)),
                         bound, read_row));
  std::vector<Action> actions;
  for (auto& row : rows) actions.push_back(TRY(whole(std::move(row))));
  return actions;
}

Result<std::int64_t> count_actions(meta::Connection& connection, ProjectId project,
                                   const ActionFilter& filter) {
  const auto tags = tags_text(filter.tags);
  return meta::find_number(connection,
                           fmt::format("SELECT count(*) FROM actions WHERE {}", condition(filter)),
                           parameters(project, filter, tags));
}

Result<std::optional<Action>> find_any_action(meta::Connection& connection, ProjectId project,
                                              std::int64_t id) {
  auto row = TRY(meta::find_one(
      connection, fmt::format("SELECT {} FROM actions WHERE project_id = ? AND id = ?", columns),
      {project, id}, read_row));
  if (!row) return std::nullopt;
  return TRY(whole(*std::move(row)));
}

Result<std::optional<std::int64_t>> id_of_name(meta::Connection& connection, ProjectId project,
                                               std::string_view name) {
  return meta::find_one(connection,
                        "SELECT id FROM actions WHERE project_id = ? AND name = ? AND deleted = 0",
                        {project, name}, [](const meta::Row& row) { return row.integer(0); });
}

Result<std::int64_t> insert_action(meta::Connection& connection, const Action& action) {
  const auto tags = tags_text(action.tags);
  const auto steps = json::serialize(steps_json(action.steps));
  auto bound = values(action, tags, steps);
  bound.emplace_back(action.project);
  bound.emplace_back(to_micros(action.created_at));
  bound.push_back(action.created_by ? meta::Value(*action.created_by) : meta::Value(nullptr));
  TRY(connection.execute(
      "INSERT INTO actions (name, description, tags, steps, post_to_slack, slack_message_format, pinned_at, "
      "deleted, "
      "updated_at, project_id, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      bound));
  return connection.last_insert_id();
}

Result<> update_action(meta::Connection& connection, const Action& action) {
  const auto tags = tags_text(action.tags);
  const auto steps = json::serialize(steps_json(action.steps));
  auto bound = values(action, tags, steps);
  bound.emplace_back(action.id);
  return connection.execute(
      "UPDATE actions SET name = ?, description = ?, tags = ?, steps = ?, post_to_slack = ?, "
      "slack_message_format = ?, "
      "pinned_at = ?, deleted = ?, updated_at = ? WHERE id = ?",
      bound);
}

Result<std::optional<Action>> find_action(meta::Database& database, ProjectId project, std::int64_t id) {
  auto found = TRY(meta::in_read(
      database, [&](meta::Connection& connection) { return find_any_action(connection, project, id); }));
  if (found && found->deleted) return std::nullopt;
  return found;
}

Result<std::vector<Action>> first_actions(meta::Database& database, ProjectId project, std::size_t limit) {
  return meta::in_read(database, [&](meta::Connection& connection) {
    return list_actions(connection, project, {}, {static_cast<std::int64_t>(limit), 0});
  });
}

}  // namespace leapfrog::actions
