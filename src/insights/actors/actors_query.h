// PostHog's ActorsQuery and GroupsQuery, typed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "query/actors.h"
#include "query/filter.h"

namespace leapfrog::insights {

struct ActorsQuery {
  std::optional<json::object> source;  // nothing: everybody
  std::optional<int> group_type;       // without a source: groups of this type instead of people
  std::vector<std::string> select;
  std::string search;
  query::FilterNode properties;
  query::FilterNode fixed_properties;
  std::vector<std::string> order_by;
  std::int64_t limit = 100;
  std::int64_t offset = 0;
};
void describe(query::Shape& shape, ActorsQuery& actors);
Result<ActorsQuery> parse_actors(const json::object& query);

void describe_groups(query::Shape& shape, ActorsQuery& groups);
Result<ActorsQuery> parse_groups(const json::object& query);

}  // namespace leapfrog::insights
