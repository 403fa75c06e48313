#include "dashboards/insight_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <list>

#include "base/crypto.h"
#include "base/json.h"
#include "dashboards/request_body.h"
#include "storage/meta/rows.h"

namespace leapfrog::dashboards {
namespace {

using meta::Connection;
using meta::Row;
using meta::Value;

constexpr std::string_view columns =
    "i.id, i.short_id, i.name, i.derived_name, i.description, i.query, i.tags, i.favorited, i.saved, "
    "i.deleted, "
    "i.created_at, i.created_by, i.last_modified_at, i.last_modified_by, v.viewed_at";
constexpr std::string_view tables =
    "insights i LEFT JOIN insight_views v ON v.insight_id = i.id AND v.user_id = ?";

std::optional<UserId> optional_user(const Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
}

Insight read_insight(const Row& row) {
  Insight insight;
  insight.id = row.integer(0);
  insight.short_id = row.text(1);
  insight.name = row.optional_text(2);
  insight.derived_name = row.optional_text(3);
  insight.description = row.text(4);
  insight.query = row.optional_text(5);
  insight.tags = row.text(6);
  insight.favorited = row.integer(7) != 0;
  insight.saved = row.integer(8) != 0;
  insight.deleted = row.integer(9) != 0;
  insight.created_at = from_micros(row.integer(10));
  insight.created_by = optional_user(row, 11);
  insight.last_modified_at = from_micros(row.integer(12));
  insight.last_modified_by = optional_user(row, 13);
  if (!row.is_null(14)) insight.last_viewed_at = from_micros(row.integer(14));
  return insight;
}

Result<> add_dashboards(Connection& connection, Insight& insight) {
  return connection.query(
      "SELECT t.dashboard_id FROM dashboard_tiles t JOIN dashboards d ON d.id = t.dashboard_id "
      "WHERE t.insight_id = ? AND t.deleted = 0 AND d.deleted = 0 ORDER BY t.dashboard_id",
      {insight.id}, [&](const Row& row) { insight.dashboards.push_back(row.integer(0)); });
}

Value value_of(const std::optional<std::string>& text) {
  return text ? Value(std::string_view(*text)) : Value(nullptr);
}
Value value_of(const std::optional<std::int64_t>& number) { return number ? Value(*number) : Value(nullptr); }
Value flag(bool on) { return static_cast<std::int64_t>(on); }

// LIKE's own signs stand for themselves.
std::string like(std::string_view part) {
  std::string out = "%";
  for (const char c : part) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out + "%";
}

struct Conditions {
  std::string sql = "i.project_id = ? AND i.deleted = 0";
  std::vector<Value> parameters;
  std::list<std::string> texts;  // keeps what the parameters view

  void add(std::string_view condition, std::initializer_list<Value> values) {
    sql += fmt::format(" AND {}", condition);
    parameters.insert(parameters.end(), values);
  }
};

Conditions conditions_of(ProjectId project, const InsightFilter& filter) {
  Conditions where;
  where.parameters.emplace_back(project);
  if (!filter.short_id.empty()) where.add("i.short_id = ?", {std::string_view(filter.short_id)});
  if (filter.saved) where.add("i.saved = ?", {flag(*filter.saved)});
  if (filter.favorited) where.add("i.favorited = 1", {});
  if (filter.created_by) where.add("i.created_by = ?", {*filter.created_by});
  if (!filter.kind.empty()) where.add("i.kind = ?", {std::string_view(filter.kind)});
  if (!filter.tag.empty())
    where.add("EXISTS (SELECT 1 FROM json_each(i.tags) t WHERE t.value = ?)", {std::string_view(filter.tag)});
  if (filter.dashboard)
    where.add(
        "EXISTS (SELECT 1 FROM dashboard_tiles t WHERE t.insight_id = i.id AND t.dashboard_id = ? AND "
        "t.deleted = 0)",
        {*filter.dashboard});
  if (!filter.search.empty()) {
    const std::string_view part = where.texts.emplace_back(like(filter.search));
    where.add(
        "(i.name LIKE ? ESCAPE '\\' OR i.derived_name LIKE ? ESCAPE '\\' OR i.description LIKE ? ESCAPE "
        "'\\' OR i.tags LIKE ? ESCAPE '\\')",
        {part, part, part, part});
  }
  return where;
}

// Only what is_insight_order lets through gets here.
std::string order_by(std::string_view order) {
  const bool descending = order.starts_with('-');
  const auto field = descending ? order.substr(1) : order;
  const auto column = field == "name"             ? "lower(coalesce(nullif(i.name, ''), i.derived_name, ''))"
                      : field == "created_at"     ? "i.created_at"
                      : field == "last_viewed_at" ? "v.viewed_at"
                                                  : "i.last_modified_at";
  return fmt::format("{} {}, i.id DESC", column, descending ? "DESC" : "ASC");
}

}  // namespace

bool is_insight_order(std::string_view order) {
  if (order.starts_with('-')) order.remove_prefix(1);
  constexpr std::string_view orders[] = {"name", "created_at", "last_modified_at", "last_viewed_at"};
  return std::ranges::find(orders, order) != std::end(orders);
}

Result<InsightPage> list_insights(Connection& connection, ProjectId project, std::optional<UserId> viewer,
                                  const InsightFilter& filter, http::Page page) {
  const auto where = conditions_of(project, filter);
  InsightPage result;
  result.count = TRY(meta::find_number(
      connection, fmt::format("SELECT count(*) FROM insights i WHERE {}", where.sql), where.parameters));
  std::vector<Value> parameters{viewer.value_or(0)};
  parameters.insert(parameters.end(), where.parameters.begin(), where.parameters.end());
  parameters.emplace_back(page.limit);
  parameters.emplace_back(page.offset);
  const auto sql = fmt::format("SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT ? OFFSET ?", columns, tables,
                               where.sql, order_by(filter.order));
  result.insights = TRY(meta::find_all(connection, sql, parameters, read_insight));
  for (auto& insight : result.insights) TRY(add_dashboards(connection, insight));
  return result;
}

Result<std::optional<Insight>> find_insight(Connection& connection, ProjectId project,
                                            std::optional<UserId> viewer, std::string_view id) {
  const auto number = parse_id(id);
  const auto sql = fmt::format(
      "SELECT {} FROM {} WHERE i.project_id = ? AND (i.short_id = ? OR i.id = ?) "
      "ORDER BY i.short_id = ? DESC LIMIT 1",
      columns, tables);
  auto insight = TRY(meta::find_one(connection, sql,
                                    {viewer.value_or(0), project, id, number.value_or(0), id}, read_insight));
  if (insight) TRY(add_dashboards(connection, *insight));
  return insight;
}

Result<Insight> insert_insight(Connection& connection, ProjectId project, Insight insight) {
  insight.short_id = random_token("").substr(0, 8);
  const auto kind = kind_of_query(insight.query);
  TRY(connection.execute(
      "INSERT INTO insights (project_id, short_id, name, derived_name, description, query, kind, tags, "
      "favorited, saved, deleted, created_at, created_by, last_modified_at, last_modified_by) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {project, std::string_view(insight.short_id), value_of(insight.name), value_of(insight.derived_name),
       std::string_view(insight.description), value_of(insight.query), std::string_view(kind),
       std::string_view(insight.tags), flag(insight.favorited), flag(insight.saved), flag(insight.deleted),
       to_micros(insight.created_at), value_of(insight.created_by), to_micros(insight.last_modified_at),
       value_of(insight.last_modified_by)}));
  insight.id = connection.last_insert_id();
  return insight;
}

Result<> update_insight(Connection& connection, const Insight& insight) {
  const auto kind = kind_of_query(insight.query);
  return connection.execute(
      "UPDATE insights SET name = ?, derived_name = ?, description = ?, query = ?, kind = ?, tags = ?, "
      "favorited = ?, saved = ?, deleted = ?, last_modified_at = ?, last_modified_by = ? WHERE id = ?",
      {value_of(insight.name), value_of(insight.derived_name), std::string_view(insight.description),
       value_of(insight.query), std::string_view(kind), std::string_view(insight.tags),
       flag(insight.favorited), flag(insight.saved), flag(insight.deleted),
       to_micros(insight.last_modified_at), value_of(insight.last_modified_by), insight.id});
}

Result<> mark_viewed(Connection& connection, ProjectId project, UserId user, std::int64_t insight,
                     Instant now) {
  return connection.execute(
      "INSERT INTO insight_views (insight_id, user_id, viewed_at) "
      "SELECT id, ?, ? FROM insights WHERE id = ? AND project_id = ? "
      "ON CONFLICT (insight_id, user_id) DO UPDATE SET viewed_at = excluded.viewed_at",
      {user, to_micros(now), insight, project});
}

std::string kind_of_query(const std::optional<std::string>& query) {
  if (!query) return "";
  const auto value = stored_json(*query);
  const auto* object = value.if_object();
  // A viz node inside of a viz node inside of … ends somewhere.
  for (int depth = 0; object != nullptr && depth < 4; ++depth) {
    const auto* source = object->if_contains("source");
    if (source == nullptr || !source->is_object()) return std::string(string_or_empty(*object, "kind"));
    object = &source->get_object();
  }
  return "";
}

}  // namespace leapfrog::dashboards
