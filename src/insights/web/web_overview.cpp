// WebOverviewQuery: a handful of numbers about all visits, each beside the period before.
#include <fmt/format.h>

#include <cmath>

#include "insights/date_window.h"
#include "insights/web/visits.h"
#include "insights/web/web.h"
#include "query/side_by_side.h"

namespace leapfrog::insights {
namespace {

// How a number is shown, and how it comes from the columns of a period.
struct Figure {
  std::string_view key;
  std::string_view kind;
  std::size_t column;
  bool grows_with_sample;
  double times = 1;
  bool increase_is_bad = false;
};

constexpr std::array figures = {Figure{"visitors", "unit", 0, true}, Figure{"views", "unit", 1, true},
                                Figure{"sessions", "unit", 2, true},
                                Figure{"session duration", "duration_s", 3, false},
                                Figure{"bounce rate", "percentage", 4, false, 100, true}};
constexpr std::array goal_figures = {
    Figure{"visitors", "unit", 0, true}, Figure{"total conversions", "unit", 1, true},
    Figure{"unique conversions", "unit", 2, true}, Figure{"conversion rate", "percentage", 3, false, 100}};

using Numbers = std::vector<std::optional<double>>;

Result<std::string> statement(const query::Asking& asking, query::Bindings& bindings, const WebScope& web,
                              const query::ResolvedRange& range) {
  auto rows = TRY(visit_rows(asking, bindings, web, range));
  const auto person = rows.person();
  if (web.goal) {
    const auto goal = TRY(goal_condition(rows, web));
    rows.where(fmt::format("({} OR {})", is_view, goal));
    return fmt::format(
        "SELECT uniqExact(p), countIf(g), uniqExactIf(p, g), uniqExactIf(p, g) / uniqExact(p) FROM (SELECT "
        "{} AS p, "
        "{} AS g {})",
        person, goal, rows.sql());
  }
  rows.where(std::string(is_view));
  const auto duration = session_fact(rows, "$session_duration");
  const auto bounce = session_fact(rows, "$is_bounce");
  return fmt::format(
      "SELECT uniqExactArray(people), sum(views), count(), avg(duration), avg(bounce) FROM (SELECT "
      "e.session_id AS id, "
      "groupUniqArray({}) AS people, count() AS views, any({}) AS duration, any({}) AS bounce {} GROUP BY "
      "id)",
      person, duration, bounce, rows.sql());
}

Result<Numbers> numbers_of(const query::Asking& asking, const WebScope& web,
                           const query::ResolvedRange& range) {
  query::Bindings bindings;
  const auto sql = TRY(statement(asking, bindings, web, range));
  const auto rows = TRY(asking.rows(query::Statement{sql, bindings.parameters(), {}}));
  Numbers numbers;
  for (const auto& value : rows.at(0))
    numbers.push_back(value.is_number() ? std::optional(value.to_number<double>()) : std::nullopt);
  return numbers;
}

std::optional<double> shown(const Figure& figure, const WebScope& web, const Numbers& numbers) {
  auto value = numbers.at(figure.column);
  if (value) *value *= figure.times / (figure.grows_with_sample ? web.scope.sampling : 1);
  return value;
}

json::value number_json(std::optional<double> value) {
  if (!value || !std::isfinite(*value)) return nullptr;
  if (std::floor(*value) == *value && std::abs(*value) < 9e15) return static_cast<std::int64_t>(*value);
  return *value;
}

// In whole percent, halves away from zero. From 4/7 to 1/2 is -12.5, however the shares were rounded: so
// first to a billionth.
std::int64_t percent_of_change(double value, double previous) {
  return std::llround(std::round(1e11 * (value - previous) / previous) / 1e9);
}

json::object item(const Figure& figure, const WebScope& web, const std::vector<Numbers>& periods) {
  const auto value = shown(figure, web, periods.front());
  const auto previous = periods.size() > 1 ? shown(figure, web, periods[1]) : std::nullopt;
  json::value change;
  if (value && previous && *previous != 0) change = percent_of_change(*value, *previous);
  return {{"key", figure.key},
          {"kind", figure.kind},
          {"value", number_json(value)},
          {"previous", number_json(previous)},
          {"changeFromPreviousPct", std::move(change)},
          {"isIncreaseBad", figure.increase_is_bad}};
}

}  // namespace

Result<json::object> answer_web_overview(const query::Asking& asking, const json::object& query) {
  WebScope web;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, web); }));
  TRY(complete(web, query));
  const auto periods = TRY(periods_of(asking, web));
  std::vector<Numbers> numbers(periods.size());
  TRY(query::side_by_side(periods.size(), [&](std::size_t i) -> Result<> {
    numbers[i] = TRY(numbers_of(asking, web, periods[i]));
    return {};
  }));
  json::array results;
  if (web.goal)
    for (const auto& figure : goal_figures) results.push_back(item(figure, web, numbers));
  else
    for (const auto& figure : figures) results.push_back(item(figure, web, numbers));
  auto range = range_json(asking, periods.front());
  return json::object{{"results", std::move(results)},
                      {"dateFrom", range["date_from"]},
                      {"dateTo", range["date_to"]},
                      {"samplingRate", sampling_json(web)},
                      {"resolved_date_range", range}};
}

json::object web_overview_schema() {
  WebScope web;
  return query::schema_of([&](query::Shape& shape) { describe(shape, web); });
}

}  // namespace leapfrog::insights
