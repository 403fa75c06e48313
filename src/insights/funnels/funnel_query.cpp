#include "insights/funnels/funnel_query.h"

#include <fmt/format.h>

namespace leapfrog::insights {
namespace {

constexpr std::array<std::string_view, 3> order_names = {"ordered", "strict", "unordered"};
constexpr std::array<std::string_view, 3> view_names = {"steps", "time_to_convert", "trends"};
constexpr std::array<std::string_view, 4> attribution_names = {"first_touch", "last_touch", "all_events",
                                                               "step"};
// A month is thirty days here: a window is a length of time, not a date.
constexpr std::array<std::int64_t, 6> unit_seconds = {1, 60, 3600, 86400, 7 * 86400, 30 * 86400};

constexpr std::size_t max_steps = 20;
constexpr std::size_t max_exclusions = 10;
constexpr std::int64_t max_window_seconds = std::int64_t{10} * 366 * 86400;

void describe(query::Shape& shape, FunnelExclusion& exclusion) {
  shape.integer("funnelFromStep", exclusion.from, {0, max_steps});
  shape.integer("funnelToStep", exclusion.to, {0, max_steps});
}

// A number, or "auto": as many as suit the number of people.
void bins_field(query::Shape& shape, std::optional<std::int64_t>& bins) {
  shape.custom("binCount", json::object{{"type", json::array{"integer", "string", "null"}}},
               [&](const json::value& value, const std::string& path) -> Result<> {
                 if (value == "auto") return {};
                 if (!value.is_int64()) return query::wrong_type(path, "a whole number or 'auto'", value);
                 bins = value.get_int64();
                 return {};
               });
}

void exclusions_field(query::Shape& shape, std::vector<FunnelExclusion>& exclusions) {
  FunnelExclusion example;
  auto schema = query::schema_of([&](query::Shape& inner) {
    describe(inner, example.series);
    describe(inner, example);
  });
  shape.custom(
      "exclusions", json::object{{"type", "array"}, {"items", std::move(schema)}},
      [&](const json::value& value, const std::string& path) -> Result<> {
        const auto* list = value.if_array();
        if (!list) return query::wrong_type(path, "a list", value);
        if (list->size() > max_exclusions)
          return invalid(fmt::format("{} may have {} exclusions at most.", path, max_exclusions), path);
        for (std::size_t i = 0; i < list->size(); ++i) {
          const auto place = fmt::format("{}[{}]", path, i);
          FunnelExclusion exclusion;
          exclusion.series = TRY(query::parse_series((*list)[i], place));
          TRY(query::read_shape((*list)[i], place, [&](query::Shape& inner) { describe(inner, exclusion); }));
          exclusions.push_back(std::move(exclusion));
        }
        return {};
      });
}

Result<> check_steps(const FunnelsQuery& funnel) {
  if (funnel.series.size() < 2)
    return invalid("series needs at least two steps for a funnel.", "series", "required");
  if (funnel.series.size() > max_steps)
    return invalid(fmt::format("series may have {} steps at most.", max_steps), "series");
  for (const auto& step : funnel.series) {
    const auto math = step.computed();
    if (math != query::Math::total && math != query::Math::first_time_for_user &&
        math != query::Math::first_time_for_user_with_filters)
      return invalid(
          fmt::format("{}.math '{}' cannot be used in a funnel.", step.path, query::math_name(math)),
          step.path + ".math");
    if (step.optional_in_funnel && funnel.order == FunnelOrder::unordered)
      return invalid("Steps of an unordered funnel cannot be optional.", step.path + ".optionalInFunnel");
  }
  if (funnel.series.front().optional_in_funnel)
    return invalid("The first step cannot be optional.", "series[0].optionalInFunnel");
  return {};
}

Result<> check_range_of_steps(const FunnelsQuery& funnel) {
  const auto last = static_cast<std::int64_t>(funnel.series.size()) - 1;
  const auto from = funnel.from_step.value_or(0);
  const auto to = funnel.to_step.value_or(last);
  if (to > last)
    return invalid(fmt::format("funnelsFilter.funnelToStep must be a step: {} at most.", last),
                   "funnelsFilter.funnelToStep");
  if (from >= to)
    return invalid("funnelsFilter.funnelFromStep must be before funnelToStep.",
                   "funnelsFilter.funnelFromStep");
  if (funnel.attribution == Attribution::step && funnel.attribution_step > last)
    return invalid(fmt::format("funnelsFilter.breakdownAttributionValue must be a step: {} at most.", last),
                   "funnelsFilter.breakdownAttributionValue");
  for (const auto& exclusion : funnel.exclusions) {
    if (exclusion.to > last || exclusion.from >= exclusion.to)
      return invalid(fmt::format("{0} needs funnelFromStep before funnelToStep, both of them steps.",
                                 exclusion.series.path),
                     exclusion.series.path);
    if (funnel.order == FunnelOrder::unordered && (exclusion.from != 0 || exclusion.to != last))
      return invalid("In an unordered funnel an exclusion must span all steps.", exclusion.series.path);
  }
  return {};
}

Result<> check(const FunnelsQuery& funnel) {
  TRY(query::check(funnel.scope));
  TRY(check_steps(funnel));
  TRY(check_range_of_steps(funnel));
  if (funnel.window() > seconds(max_window_seconds))
    return invalid("funnelsFilter.funnelWindowInterval is longer than ten years.",
                   "funnelsFilter.funnelWindowInterval");
  return {};
}

// An exclusion without steps spans the whole funnel.
void fill_exclusions(FunnelsQuery& funnel) {
  for (auto& exclusion : funnel.exclusions)
    if (exclusion.from == 0 && exclusion.to == 0)
      exclusion.to = static_cast<std::int64_t>(funnel.series.size()) - 1;
}

}  // namespace

microseconds FunnelsQuery::window() const { return seconds(window_interval * unit_seconds.at(window_unit)); }

std::size_t FunnelsQuery::steps() const {
  if (view == FunnelView::trends && to_step) return static_cast<std::size_t>(*to_step) + 1;
  return series.size();
}

void describe(query::Shape& shape, FunnelsQuery& funnel) {
  describe(shape, funnel.scope);
  shape.choice("interval", funnel.interval, query::interval_names);
  series_field(shape, "series", funnel.series);
  breakdown_field(shape, "breakdownFilter", funnel.breakdown);
  shape.object("funnelsFilter", [&](query::Shape& inner) {
    inner.choice("funnelOrderType", funnel.order, order_names);
    inner.choice("funnelVizType", funnel.view, view_names);
    inner.integer("funnelWindowInterval", funnel.window_interval, {1, 1'000'000'000});
    inner.choice_index("funnelWindowIntervalUnit", funnel.window_unit, funnel_window_units);
    inner.choice("breakdownAttributionType", funnel.attribution, attribution_names);
    inner.integer("breakdownAttributionValue", funnel.attribution_step, {0, max_steps});
    exclusions_field(inner, funnel.exclusions);
    inner.integer("funnelFromStep", funnel.from_step, {0, max_steps});
    inner.integer("funnelToStep", funnel.to_step, {0, max_steps});
    inner.text("funnelAggregateByHogQL", funnel.aggregate_by);
    bins_field(inner, funnel.bins);
  });
}

Result<FunnelsQuery> parse_funnel(const json::object& query) {
  FunnelsQuery funnel;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, funnel); }));
  fill_exclusions(funnel);
  TRY(check(funnel));
  return funnel;
}

}  // namespace leapfrog::insights
