// Insights, dashboards and annotations as PostHog's API gives them.
#pragma once

#include <map>

#include "accounts/accounts.h"
#include "dashboards/annotation_store.h"
#include "dashboards/dashboard_store.h"
#include "dashboards/insight_store.h"

namespace leapfrog::dashboards {

// People by their ids, each read once. Reads the database: not for use inside a transaction.
class People {
 public:
  explicit People(accounts::Accounts& accounts) : accounts_(accounts) {}
  Result<json::value> json(std::optional<UserId> id);

 private:
  accounts::Accounts& accounts_;
  std::map<UserId, json::value> known_;
};

Result<json::object> insight_json(const Insight& insight, People& people);
Result<json::object> tile_json(const Tile& tile, People& people);
// Without tiles, as lists have it.
Result<json::object> dashboard_json(const Dashboard& dashboard, People& people);
Result<json::object> annotation_json(const Annotation& annotation, People& people);

}  // namespace leapfrog::dashboards
