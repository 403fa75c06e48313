// Dashboards that other slices make for people, as if somebody had: what became of a flag.
#pragma once

#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "base/json.h"
#include "storage/meta/database.h"

namespace leapfrog::dashboards {

struct MadeTile {
  std::string name;
  std::string description;
  json::object query;
  json::object layouts;  // {"sm": {x, y, w, h}, "xs": …}
};

struct MadeDashboard {
  std::string name;
  std::string description;
  json::object filters;
  json::array tags;
};

// Writes it, empty, with its line in the activity log; gives its number.
Result<std::int64_t> make_dashboard(meta::Connection& connection, const accounts::ProjectAccess& access,
                                    Instant now, const MadeDashboard& wanted);
// Saves an insight and puts it onto the dashboard.
Result<> make_tile(meta::Connection& connection, const accounts::ProjectAccess& access, Instant now,
                   std::int64_t dashboard, const MadeTile& wanted);

}  // namespace leapfrog::dashboards
