#include "dashboards/kept.h"

#include "dashboards/dashboard_store.h"
#include "dashboards/request_body.h"

namespace leapfrog::dashboards {
namespace {

json::object stored_object(std::string_view text) {
  auto value = stored_json(text);
  return value.is_object() ? std::move(value.get_object()) : json::object();
}

KeptInsight kept(const Insight& insight) {
  KeptInsight out;
  out.id = insight.id;
  out.short_id = insight.short_id;
  out.name = insight.name && !insight.name->empty() ? *insight.name : insight.derived_name.value_or("");
  out.description = insight.description;
  if (insight.query) out.query = stored_object(*insight.query);
  return out;
}

}  // namespace

Result<std::optional<KeptInsight>> kept_insight(meta::Connection& connection, accounts::ProjectId project,
                                                std::int64_t id) {
  const auto found = TRY(find_insight(connection, project, std::nullopt, std::to_string(id)));
  if (!found || found->deleted) return std::nullopt;
  return kept(*found);
}

Result<std::optional<KeptDashboard>> kept_dashboard(meta::Connection& connection, accounts::ProjectId project,
                                                    std::int64_t id) {
  const auto found = TRY(find_dashboard(connection, project, id));
  if (!found || found->deleted) return std::nullopt;
  KeptDashboard out;
  out.id = found->id;
  out.name = found->name;
  out.description = found->description;
  out.filters = stored_object(found->filters);
  for (const auto& tile : TRY(list_tiles(connection, project, std::nullopt, id))) {
    auto& made = out.tiles.emplace_back();
    made.id = tile.id;
    made.layouts = stored_json(tile.layouts);
    made.text = tile.body.value_or("");
    if (tile.insight) made.insight = kept(*tile.insight);
  }
  return out;
}

namespace {

// The dates of a dashboard, where it has some.
std::optional<json::object> range_of(const json::object& filters) {
  const auto* from = filters.if_contains("date_from");
  if (from == nullptr || !from->is_string()) return std::nullopt;
  json::object range{{"date_from", *from}};
  if (const auto* to = filters.if_contains("date_to"); to != nullptr && to->is_string())
    range["date_to"] = *to;
  return range;
}

// Both the question's own filters and those of the dashboard.
json::value both(const json::value* own, const json::array& more) {
  if (own == nullptr || own->is_null()) return more;
  if (const auto* list = own->if_array()) {
    auto all = *list;
    for (const auto& filter : more) all.push_back(filter);
    return all;
  }
  return json::object{{"type", "AND"}, {"values", {*own, json::object{{"type", "AND"}, {"values", more}}}}};
}

}  // namespace

json::object question_on(const KeptDashboard& dashboard, const KeptInsight& insight) {
  auto question = insight.query;
  const auto range = range_of(dashboard.filters);
  const auto* list = dashboard.filters.if_contains("properties");
  const auto* properties = list != nullptr ? list->if_array() : nullptr;
  const bool filtered = properties != nullptr && !properties->empty();
  if (!range && !filtered) return question;
  auto* source = question.if_contains("source");
  auto& asked = source != nullptr && source->is_object() ? source->get_object() : question;
  const auto kind = string_or_empty(asked, "kind");
  if (kind == "HogQLQuery") {
    // SQL says itself where the filters belong.
    if (string_or_empty(asked, "query").find("{filters}") == std::string::npos) return question;
    json::object filters;
    if (range) filters["dateRange"] = *range;
    if (filtered) filters["properties"] = *properties;
    asked["filters"] = std::move(filters);
    return question;
  }
  // A retention is as long as its periods.
  if (range && kind != "RetentionQuery") asked["dateRange"] = *range;
  if (filtered) asked["properties"] = both(asked.if_contains("properties"), *properties);
  return question;
}

}  // namespace leapfrog::dashboards
