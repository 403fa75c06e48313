// Rows of saved insights.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "http/pagination.h"
#include "storage/meta/database.h"

namespace leapfrog::dashboards {

using accounts::ProjectId;
using accounts::UserId;

struct Insight {
  std::int64_t id = 0;
  std::string short_id;
  std::optional<std::string> name;
  std::optional<std::string> derived_name;
  std::string description;
  std::optional<std::string> query;  // JSON
  std::string tags = "[]";           // JSON
  bool favorited = false;
  bool saved = false;
  bool deleted = false;
  Instant created_at;
  std::optional<UserId> created_by;
  Instant last_modified_at;
  std::optional<UserId> last_modified_by;
  // Not columns of its own.
  std::vector<std::int64_t> dashboards;
  std::optional<Instant> last_viewed_at;
};

struct InsightFilter {
  std::string short_id;
  std::string search;  // in name, derived name, description and tags
  std::string kind;    // "TrendsQuery"
  std::string tag;
  std::optional<bool> saved;
  bool favorited = false;
  std::optional<std::int64_t> created_by;
  std::optional<std::int64_t> dashboard;
  std::string order = "-last_modified_at";  // one of insight_orders
};

// Whether insights can be ordered that way: name, created_at, last_modified_at, last_viewed_at, with or
// without a minus.
bool is_insight_order(std::string_view order);

// `viewer` is whose last views are given.
struct InsightPage {
  std::vector<Insight> insights;
  std::int64_t count = 0;
};
Result<InsightPage> list_insights(meta::Connection& connection, ProjectId project,
                                  std::optional<UserId> viewer, const InsightFilter& filter, http::Page page);
// By number or short id; deleted ones as well.
Result<std::optional<Insight>> find_insight(meta::Connection& connection, ProjectId project,
                                            std::optional<UserId> viewer, std::string_view id);
// Gives it with its id and short id.
Result<Insight> insert_insight(meta::Connection& connection, ProjectId project, Insight insight);
Result<> update_insight(meta::Connection& connection, const Insight& insight);
Result<> mark_viewed(meta::Connection& connection, ProjectId project, UserId user, std::int64_t insight,
                     Instant now);

// The kind of the question inside of a query: of its source, where it has one.
std::string kind_of_query(const std::optional<std::string>& query);

}  // namespace leapfrog::dashboards
