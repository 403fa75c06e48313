// What people keep, for the slices that show or watch it without them: public links, alerts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "accounts/projects.h"
#include "base/json.h"
#include "storage/meta/database.h"

namespace leapfrog::dashboards {

struct KeptInsight {
  std::int64_t id = 0;
  std::string short_id;
  std::string name;  // the one given, else the derived one, else ""
  std::string description;
  json::object query;  // empty: nothing is asked yet
};

// An insight or a text.
struct KeptTile {
  std::int64_t id = 0;
  json::value layouts;
  std::optional<KeptInsight> insight;
  json::object question;  // of the insight, as it is asked on the dashboard: {} where there is none
  std::string text;
};

struct KeptDashboard {
  std::int64_t id = 0;
  std::string name;
  std::string description;
  std::vector<KeptTile> tiles;
};

// Nothing when the project has none with that number, or it is deleted.
Result<std::optional<KeptInsight>> kept_insight(meta::Connection& connection, accounts::ProjectId project,
                                                std::int64_t id);
Result<std::optional<KeptDashboard>> kept_dashboard(meta::Connection& connection, accounts::ProjectId project,
                                                    std::int64_t id);

}  // namespace leapfrog::dashboards
