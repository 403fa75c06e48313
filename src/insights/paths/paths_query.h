// PostHog's PathsQuery, typed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "insights/funnels/funnel_query.h"
#include "insights/path_cleaning.h"

namespace leapfrog::insights {

enum class FunnelPathType : std::uint8_t { none, before_step, between_steps, after_step };

struct PathsQuery {
  query::Scope scope;
  // Which events are looked at. None chosen: all.
  bool pages = false;
  bool screens = false;
  bool custom_events = false;
  bool expression_chosen = false;
  std::string expression;  // the place of an event, in SQL

  std::string start;
  std::string end;
  std::int64_t step_limit = 5;
  std::int64_t edge_limit = 50;
  std::optional<std::int64_t> least_weight;
  std::optional<std::int64_t> most_weight;
  std::vector<std::string> excluded;
  std::vector<std::string> groupings;  // "/docs/*"
  bool use_project_rules = false;
  std::vector<CleaningRule> rules;

  // Of people behind an edge: nodes such as "1_/pricing".
  std::string start_key;
  std::string end_key;
  std::string dropoff_key;

  FunnelPathType funnel_type = FunnelPathType::none;
  std::int64_t funnel_step = 1;  // from 1; negative: who came no further than the step before
  std::optional<FunnelsQuery> funnel;
};

void describe(query::Shape& shape, PathsQuery& paths);
Result<PathsQuery> parse_paths(const json::object& query);

}  // namespace leapfrog::insights
