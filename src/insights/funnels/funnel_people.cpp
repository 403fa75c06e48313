// Who is behind a step, a drop-off or a period of a funnel: the same statement of best attempts as the
// answer's.
#include <fmt/format.h>

#include "insights/date_window.h"
#include "insights/funnels/funnel_lines.h"
#include "insights/funnels/funnels.h"

namespace leapfrog::insights {
namespace {

using query::ActorsRequest;

std::string reached(std::size_t step) { return fmt::format("r{} > 0", step); }

// Steps are numbers from 1 on. A negative one: who came as far as the step before it and no further.
Result<std::string> step_condition(const FunnelsQuery& funnel, const ActorsRequest& request) {
  if (!request.funnel_step) return std::string("1");
  const auto asked = *request.funnel_step;
  const auto step = static_cast<std::size_t>(asked < 0 ? -asked : asked);
  if (step == 0 || step > funnel.steps() || asked == -1)
    return invalid(fmt::format("{0}.funnelStep must be a step from 1 to {1}, or from -2 to -{1}.",
                               request.path, funnel.steps()),
                   request.path + ".funnelStep");
  if (asked > 0) return reached(step);
  auto text = reached(step - 1);
  for (auto later = step; later <= funnel.steps(); ++later) text += fmt::format(" AND r{} = 0", later);
  return text;
}

Result<std::string> period_condition(const query::Asking& asking, const FunnelsQuery& funnel,
                                     const ActorsRequest& request) {
  const auto& text = request.funnel_trends_start ? request.funnel_trends_start : request.day;
  const auto from = reached(static_cast<std::size_t>(funnel.from_step.value_or(0)) + 1);
  auto condition = request.funnel_trends_dropped ? fmt::format("{} AND r{} = 0", from, funnel.steps())
                                                 : reached(funnel.steps());
  if (!text) return condition;
  const auto moment = asking.moment(*text);
  const auto field = request.path + ".funnelTrendsEntrancePeriodStart";
  if (!moment) return invalid(moment.error().detail, field);
  const auto start = asking.calendar().start_of(funnel.interval, moment->at);
  return fmt::format("b = {} AND {}", to_micros(start) / 1'000'000, condition);
}

// `values` as a value of the column v.
std::string bound_value(query::Bindings& bindings, const FunnelsQuery& funnel,
                        std::vector<std::string> values) {
  for (auto& value : values)
    if (value.empty()) value = query::breakdown_null;
  return funnel.breakdown.fields.size() == 1 ? bindings.text(values.front()) : bindings.texts(values);
}

Result<std::string> value_condition(query::Bindings& bindings, const FunnelsQuery& funnel,
                                    const std::vector<std::string>& values, const std::string& attempts,
                                    const std::string& path) {
  if (values.size() == 1 && values.front() == other_values) {
    const auto entered = funnel.view == FunnelView::trends
                             ? reached(static_cast<std::size_t>(funnel.from_step.value_or(0)) + 1)
                             : reached(1);
    return fmt::format("v NOT IN (SELECT v FROM ({}) GROUP BY v ORDER BY countIf({}) DESC, v LIMIT {})",
                       attempts, entered, funnel.breakdown.limit);
  }
  if (values.size() != funnel.breakdown.fields.size())
    return invalid(fmt::format("{}.funnelStepBreakdown must have {} values, one for each breakdown.", path,
                               funnel.breakdown.fields.size()),
                   path + ".funnelStepBreakdown");
  return fmt::format("v = {}", bound_value(bindings, funnel, values));
}

Result<std::optional<std::int64_t>> asked_cohort(const FunnelsQuery& funnel, const ActorsRequest& request,
                                                 const std::optional<std::vector<std::string>>& values) {
  if (!values || values->empty() || funnel.breakdown.cohorts.empty() || values->front() == "all")
    return std::nullopt;
  for (const auto& cohort : funnel.breakdown.cohorts)
    if (cohort && std::to_string(*cohort) == values->front()) return cohort;
  return invalid(request.path + ".funnelStepBreakdown must be one of the cohorts asked for.",
                 request.path + ".funnelStepBreakdown");
}

}  // namespace

Result<query::Actors> funnels_actors(const query::Asking& asking, query::Bindings& bindings,
                                     const ActorsRequest& request) {
  const auto funnel = TRY(parse_funnel(request.source));
  if (!funnel.aggregate_by.empty() && funnel.aggregate_by != "person_id")
    return invalid("A funnel by an expression is not made of people.", request.path + ".source");
  const bool trends = funnel.view == FunnelView::trends;
  const auto range =
      TRY(resolve_dates(asking, funnel.scope.dates, trends ? funnel.interval : query::Interval::day));
  const auto& values = request.funnel_breakdown ? request.funnel_breakdown : request.breakdown;
  const auto cohort = TRY(asked_cohort(funnel, request, values));
  const bool split = !funnel.breakdown.fields.empty();
  const auto columns = fmt::format("a{}{}", trends ? ", b" : "", split ? ", v" : "");
  const auto attempts = TRY(attempts_of(asking, bindings, {funnel, range, cohort}, columns));
  auto condition =
      trends ? TRY(period_condition(asking, funnel, request)) : TRY(step_condition(funnel, request));
  if (split && values && !values->empty())
    condition += " AND " + TRY(value_condition(bindings, funnel, *values, attempts, request.path));
  std::string events;
  for (std::size_t step = 1; step <= funnel.steps(); ++step)
    events += fmt::format("{}(r{} > 0)", step == 1 ? "" : " + ", step);
  return query::Actors{
      fmt::format("SELECT a AS actor_id, max({}) AS event_count FROM ({}) WHERE {} GROUP BY a", events,
                  attempts, condition),
      funnel.scope.aggregation_group_type,
      {}};
}

}  // namespace leapfrog::insights
