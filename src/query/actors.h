// The people (or groups) behind one point of an answer: how a point is named, and how a kind of query gives
// the rows behind it. ActorsQuery in src/insights/actors asks for them and shows who they are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "query/shape.h"

namespace leapfrog::query {

// PostHog's InsightActorsQuery, FunnelsActorsQuery, FunnelCorrelationActorsQuery and StickinessActorsQuery in
// one: each kind reads the fields that its answers have. Nothing set means the whole answer.
struct ActorsRequest {
  json::object source;             // the question whose answer is looked into
  std::optional<std::string> day;  // as the answer's `days` has it; whole numbers as their text
  std::int64_t series = 0;
  // One value for each field of the breakdown, as the answer's breakdown_value has them.
  std::optional<std::vector<std::string>> breakdown;
  bool previous = false;                 // of the period compared with
  std::optional<std::string> status;     // of a lifecycle
  std::optional<std::int64_t> interval;  // of a retention
  std::optional<std::int64_t>
      funnel_step;  // from 1; negative: who came as far as the step before and no further
  std::optional<std::vector<std::string>> funnel_breakdown;
  bool funnel_trends_dropped = false;
  std::optional<std::string> funnel_trends_start;  // of the period that people entered in
  std::optional<json::object> correlated_event;    // {event, properties}
  std::optional<bool> correlated_converted;
  std::optional<json::array> correlated_properties;
  std::string path;  // where it stands in the query, for errors: "source"
};

// `value` is the JSON of any of these kinds.
Result<ActorsRequest> parse_actors_request(const json::object& value, const std::string& path);
json::object actors_request_schema();

// A SELECT with the columns actor_id (UUID of a person with merges applied, or the String of a group's key;
// no
// "") and event_count (a number), one row for each actor, and `more` columns that the kind adds, by name.
struct Actors {
  std::string sql;
  std::optional<int> group_type;  // nothing: people
  std::vector<std::string> more;
};

}  // namespace leapfrog::query
