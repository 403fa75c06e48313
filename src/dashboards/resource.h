// What the routes of this slice work with.
#pragma once

#include <span>

#include "accounts/accounts.h"
#include "base/time.h"
#include "http/router.h"
#include "query/running/runner.h"
#include "storage/meta/rows.h"

namespace leapfrog::dashboards {

struct Context {
  accounts::Accounts& accounts;
  meta::Database& database;
  const Clock& clock;
  query::Runner& questions;
  std::span<const query::Kind> kinds;  // what insights may ask
};

void add_insight_routes(http::Router& router, const Context& context);
void add_dashboard_routes(http::Router& router, const Context& context);
void add_annotation_routes(http::Router& router, const Context& context);

inline http::RouteDoc route_doc(std::string_view summary, std::string_view scope) {
  return {std::string(summary), "dashboards", std::string(scope), "", ""};
}

// PostHog answers DELETE of what is only ever marked as deleted with this.
inline Failure delete_by_patch() {
  return failure(ErrorKind::method_not_allowed, "method_not_allowed",
                 "Method \"DELETE\" not allowed. Use PATCH with {\"deleted\": true}.");
}

}  // namespace leapfrog::dashboards
