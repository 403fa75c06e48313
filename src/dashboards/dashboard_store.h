// Rows of dashboards and their tiles.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dashboards/insight_store.h"

namespace leapfrog::dashboards {

struct Dashboard {
  std::int64_t id = 0;
  std::string name;
  std::string description;
  bool pinned = false;
  std::string filters = "{}";    // JSON: dates and filters that stand over those of the insights
  std::string variables = "{}";  // JSON: values for the variables of SQL, by their id
  std::string tags = "[]";       // JSON
  std::string creation_mode = "default";
  bool deleted = false;
  Instant created_at;
  std::optional<UserId> created_by;
  Instant last_modified_at;
  std::optional<Instant> last_accessed_at;
};

// An insight or a text, and where it stands.
struct Tile {
  std::int64_t id = 0;
  std::int64_t dashboard = 0;
  std::optional<std::int64_t> insight_id;
  std::optional<std::string> body;
  std::string layouts = "{}";  // JSON: {"sm": {x, y, w, h}, "xs": …}
  std::optional<std::string> color;
  std::string filters_overrides = "{}";  // JSON
  bool deleted = false;
  std::optional<Insight> insight;  // only when it was asked for
};

struct DashboardFilter {
  std::string search;
  std::string tag;
  bool pinned = false;
};

struct DashboardPage {
  std::vector<Dashboard> dashboards;
  std::int64_t count = 0;
};
// Pinned ones first, then by name.
Result<DashboardPage> list_dashboards(meta::Connection& connection, ProjectId project,
                                      const DashboardFilter& filter, http::Page page);
// Deleted ones as well.
Result<std::optional<Dashboard>> find_dashboard(meta::Connection& connection, ProjectId project,
                                                std::int64_t id);
Result<Dashboard> insert_dashboard(meta::Connection& connection, ProjectId project, Dashboard dashboard);
Result<> update_dashboard(meta::Connection& connection, const Dashboard& dashboard);
Result<> mark_accessed(meta::Connection& connection, std::int64_t dashboard, Instant now);

// Tiles that are not deleted, with their insights, as they were added.
Result<std::vector<Tile>> list_tiles(meta::Connection& connection, ProjectId project,
                                     std::optional<UserId> viewer, std::int64_t dashboard);
Result<std::optional<Tile>> find_tile(meta::Connection& connection, std::int64_t dashboard, std::int64_t id);
Result<> insert_tile(meta::Connection& connection, const Tile& tile);
Result<> update_tile(meta::Connection& connection, const Tile& tile);
// Puts the insight onto exactly these dashboards of the project; ids of others are an error with attr
// "dashboards".
Result<> place_insight(meta::Connection& connection, ProjectId project, std::int64_t insight,
                       const std::vector<std::int64_t>& dashboards);

}  // namespace leapfrog::dashboards
