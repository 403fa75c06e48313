// One series of a query: which events, and what is computed over them. PostHog's EventsNode, ActionsNode and
// GroupNode.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "query/filter.h"

namespace leapfrog::query {

enum class Math : std::uint8_t {
  total,
  dau,
  weekly_active,
  monthly_active,
  unique_session,
  first_time_for_user,
  first_matching_event_for_user,
  unique_group,
  hogql,
  // Over a property of each event.
  avg,
  sum,
  min,
  max,
  median,
  p75,
  p90,
  p95,
  p99,
  // Over how many times each actor did it.
  avg_count_per_actor,
  min_count_per_actor,
  max_count_per_actor,
  median_count_per_actor,
  p75_count_per_actor,
  p90_count_per_actor,
  p95_count_per_actor,
  p99_count_per_actor,
  // Funnels only.
  first_time_for_user_with_filters,
};
std::string_view math_name(Math math);
bool is_property_math(Math math);
bool is_per_actor_math(Math math);

enum class SeriesKind : std::uint8_t { events, actions, group };

struct Series {
  SeriesKind kind = SeriesKind::events;
  std::optional<std::string> event;  // nothing: all events
  std::int64_t action_id = 0;
  std::string name;  // of the event or action, as the query's writer put it
  std::string custom_name;
  std::optional<Math> math;  // nothing: total, and the result says null
  std::string math_property;
  PropertyType math_property_type = PropertyType::event;
  std::string math_hogql;
  int math_group_type_index = 0;
  double math_multiplier = 1;
  FilterNode properties;
  FilterNode fixed_properties;
  json::value properties_as_asked;  // given back in results
  json::value fixed_properties_as_asked;
  bool optional_in_funnel = false;
  std::vector<Series> nodes;  // of a group: what any of them means, or all
  bool all_nodes = false;
  std::string path;  // "series[0]"

  Math computed() const { return math.value_or(Math::total); }
};
void describe(Shape& shape, Series& series);
// What is wrong beyond types: a math without its property, an action without an id.
Result<> check(const Series& series);
// For describe(): a field that holds a list of series; each is checked.
void series_field(Shape& shape, std::string_view name, std::vector<Series>& series);
// One node on its own, such as an exclusion of a funnel.
Result<Series> parse_series(const json::value& value, const std::string& path);

// The `action` object of a result item.
json::object action_json(const Series& series, std::size_t order);
// The name that people read: custom name, name, event, or "All events".
std::string label_of(const Series& series);

// The same without conditions on properties: the event or action as such.
Series plain(Series series);
// Whether they are about the same events.
bool same_events(const Series& a, const Series& b);

}  // namespace leapfrog::query
