#include "insights/funnels/funnels.h"

#include "insights/date_window.h"
#include "insights/funnels/funnel_result.h"
#include "query/side_by_side.h"

namespace leapfrog::insights {
namespace {

using query::ResolvedRange;

json::value cohort_value(std::optional<std::int64_t> cohort) {
  return cohort ? json::value(*cohort) : json::value("all");
}

// `run` for each cohort of the breakdown, or once. The lines of a cohort carry its number.
template <class Line, class Run>
Result<std::vector<Line>> for_each_cohort(const FunnelsQuery& funnel, const ResolvedRange& range,
                                          const Run& run) {
  const auto& cohorts = funnel.breakdown.cohorts;
  if (cohorts.empty()) return run(FunnelRequest{funnel, range, std::nullopt});
  std::vector<Line> lines(cohorts.size());
  TRY(query::side_by_side(cohorts.size(), [&](std::size_t i) -> Result<> {
    auto found = TRY(run(FunnelRequest{funnel, range, cohorts[i]}));
    lines[i] = std::move(found.front());
    lines[i].value = cohort_value(cohorts[i]);
    return {};
  }));
  return lines;
}

Result<json::value> results_of(const query::Asking& asking, const FunnelsQuery& funnel,
                               const ResolvedRange& range) {
  switch (funnel.view) {
    case FunnelView::steps: {
      const auto lines = TRY(for_each_cohort<FunnelLine>(
          funnel, range, [&](const FunnelRequest& request) { return step_lines(asking, request); }));
      return render_steps(funnel, lines);
    }
    case FunnelView::time_to_convert: {
      auto whole = funnel;
      whole.breakdown = {};
      return render_times(TRY(conversion_times(asking, {whole, range, std::nullopt})));
    }
    case FunnelView::trends:
      break;
  }
  const auto buckets = TRY(asking.calendar().buckets(funnel.interval, range.from, range.to, max_buckets));
  const auto lines = TRY(for_each_cohort<FunnelTrend>(
      funnel, range, [&](const FunnelRequest& request) { return trend_lines(asking, request, buckets); }));
  return render_trends(asking.calendar(), funnel, buckets, lines);
}

}  // namespace

Result<json::object> answer_funnels(const query::Asking& asking, const json::object& query) {
  const auto funnel = TRY(parse_funnel(query));
  const auto interval = funnel.view == FunnelView::trends ? funnel.interval : query::Interval::day;
  const auto range = TRY(resolve_dates(asking, funnel.scope.dates, interval));
  return json::object{{"results", TRY(results_of(asking, funnel, range))},
                      {"resolved_date_range", range_json(asking, range)}};
}

json::object funnels_schema() {
  FunnelsQuery funnel;
  return query::schema_of([&](query::Shape& shape) { describe(shape, funnel); });
}

}  // namespace leapfrog::insights
