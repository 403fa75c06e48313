#include "dashboards/kept.h"

#include "dashboards/dashboard_store.h"
#include "dashboards/overriding.h"
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
  const query::Overrides overrides{stored_object(found->filters), stored_object(found->variables)};
  for (const auto& tile : TRY(list_tiles(connection, project, std::nullopt, id))) {
    auto& made = out.tiles.emplace_back();
    made.id = tile.id;
    made.layouts = stored_json(tile.layouts);
    made.text = tile.body.value_or("");
    if (!tile.insight) continue;
    made.insight = kept(*tile.insight);
    made.question = query::overridden(made.insight->query, on_tile(overrides, tile.filters_overrides));
  }
  return out;
}

}  // namespace leapfrog::dashboards
