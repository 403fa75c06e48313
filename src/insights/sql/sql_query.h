// PostHog's HogQLQuery, typed.
#pragma once

#include "query/sql/user_select.h"

namespace leapfrog::insights {

void describe(query::Shape& shape, query::UserSelect& select);
Result<query::UserSelect> parse_sql(const json::object& query);

}  // namespace leapfrog::insights
