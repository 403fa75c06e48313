#include "dashboards/made.h"

#include "dashboards/dashboard_store.h"

namespace leapfrog::dashboards {

Result<std::int64_t> make_dashboard(meta::Connection& connection, const accounts::ProjectAccess& access,
                                    Instant now, const MadeDashboard& wanted) {
  Dashboard made;
  made.name = wanted.name;
  made.description = wanted.description;
  made.filters = to_text(wanted.filters);
  made.tags = to_text(wanted.tags);
  made.creation_mode = "template";
  made.created_at = made.last_modified_at = now;
  made.created_by = access.user_id();
  const auto stored = TRY(insert_dashboard(connection, access.id(), std::move(made)));
  TRY(accounts::record_activity(connection, access,
                                {now, "Dashboard", std::to_string(stored.id), "created", stored.name, {}}));
  return stored.id;
}

Result<> make_tile(meta::Connection& connection, const accounts::ProjectAccess& access, Instant now,
                   std::int64_t dashboard, const MadeTile& wanted) {
  Insight insight;
  insight.name = wanted.name;
  insight.description = wanted.description;
  insight.query = to_text(wanted.query);
  insight.saved = true;
  insight.created_at = insight.last_modified_at = now;
  insight.created_by = insight.last_modified_by = access.user_id();
  const auto stored = TRY(insert_insight(connection, access.id(), std::move(insight)));
  Tile tile;
  tile.dashboard = dashboard;
  tile.insight_id = stored.id;
  tile.layouts = to_text(wanted.layouts);
  return insert_tile(connection, tile);
}

}  // namespace leapfrog::dashboards
