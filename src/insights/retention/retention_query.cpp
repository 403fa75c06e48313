#include "insights/retention/retention_query.h"

namespace leapfrog::insights {
namespace {

constexpr std::array<std::string_view, 3> type_names = {"retention_first_time", "retention_recurring",
                                                        "retention_first_ever_occurrence"};
constexpr std::array<std::string_view, 2> window_names = {"strict_calendar_dates", "24_hour_windows"};
constexpr std::array<std::string_view, 3> aggregate_names = {"count", "sum", "avg"};

enum class Period : std::uint8_t { hour, day, week, month };
constexpr std::array<std::string_view, 4> period_names = {"Hour", "Day", "Week", "Month"};

void entity_field(query::Shape& shape, std::string_view name, query::Series& entity) {
  query::Series example;
  shape.custom(name, query::schema_of([&](query::Shape& inner) { describe(inner, example); }),
               [&](const json::value& value, const std::string& path) -> Result<> {
                 entity = TRY(query::parse_series(value, path));
                 return {};
               });
}

Result<> check(const RetentionQuery& retention) {
  TRY(query::check(retention.scope));
  if (retention.aggregate != RetentionAggregate::count && retention.aggregate_property.empty()) {
    return invalid("retentionFilter.aggregationProperty is required with this aggregationType.",
                   "retentionFilter.aggregationProperty", "required");
  }
  if (!retention.breakdown.cohorts.empty())
    return invalid("Retention cannot be broken down by cohorts; filter by one instead.", "breakdownFilter");
  return {};
}

}  // namespace

void describe(query::Shape& shape, RetentionQuery& retention) {
  describe(shape, retention.scope);
  breakdown_field(shape, "breakdownFilter", retention.breakdown);
  shape.object("retentionFilter", [&](query::Shape& inner) {
    entity_field(inner, "targetEntity", retention.target);
    entity_field(inner, "returningEntity", retention.returning);
    inner.choice("retentionType", retention.type, type_names);
    auto period = static_cast<Period>(static_cast<int>(retention.period) - 1);
    inner.choice("period", period, period_names);
    retention.period = static_cast<query::Interval>(static_cast<int>(period) + 1);
    inner.integer("totalIntervals", retention.intervals, {1, 100});
    inner.flag("cumulative", retention.cumulative);
    inner.integer("minimumOccurrences", retention.minimum_occurrences, {1, 1'000'000});
    inner.choice("timeWindowMode", retention.window, window_names);
    inner.choice("aggregationType", retention.aggregate, aggregate_names);
    inner.text("aggregationProperty", retention.aggregate_property);
    inner.choice("aggregationPropertyType", retention.aggregate_property_type, query::property_type_names);
  });
}

Result<RetentionQuery> parse_retention(const json::object& query) {
  RetentionQuery retention;
  // A page view, when the question does not say.
  retention.target.event = "$pageview";
  retention.returning.event = "$pageview";
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, retention); }));
  TRY(check(retention));
  return retention;
}

}  // namespace leapfrog::insights
