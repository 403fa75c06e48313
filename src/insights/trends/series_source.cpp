#include "insights/trends/series_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "query/sql/breakdown_keys.h"
#include "query/sql/user_expression.h"

namespace leapfrog::insights {
namespace {

using query::EventRows;
using query::Interval;
using query::Math;

// The plain aggregate of a name such as p90 or avg_count_per_actor.
Aggregate aggregate_of(std::string_view math, std::string argument) {
  if (const auto end = math.find("_count_per_actor"); end != std::string_view::npos)
    math = math.substr(0, end);
  if (math == "median") return {"quantileExactInclusive", "(0.5)", std::move(argument)};
  if (math.starts_with('p'))
    return {"quantileExactInclusive", fmt::format("(0.{})", math.substr(1)), std::move(argument)};
  return {std::string(math), "", std::move(argument)};
}

class Source {
 public:
  Source(const query::Asking& asking, query::Bindings& bindings, const SourceRequest& request)
      : asking_(asking), request_(request), rows_(asking, bindings) {}

  Result<std::string> expression() {
    const auto& trends = request_.trends;
    TRY(restrict(request_.window.range.from, request_.window.range.to));
    const auto value = fmt::format(
        "accurateCastOrNull({}, 'Float64')",
        TRY(query::user_expression(rows_, request_.series.math_hogql, request_.series.path + ".math_hogql")));
    const auto list = TRY(keys());
    const auto time = bucket("e.timestamp");
    const auto from = rows_.sql();
    if (list.empty()) return fmt::format("SELECT {} AS t, {} AS value {} GROUP BY t", time, value, from);
    auto columns = names(list.size());
    columns.resize(columns.size() - 2);  // without the last comma
    const auto top = fmt::format(
        "SELECT {0} FROM (SELECT {1}{2} AS t, {3} AS value {4} GROUP BY {0}, t) GROUP BY {0} ORDER BY "
        "sum(ifNull(value, 0)) DESC, {0} LIMIT {5}",
        columns, named(list), time, value, from, trends.breakdown.limit);
    std::string kept, grouped;
    for (std::size_t i = 0; i < list.size(); ++i) {
      kept += fmt::format("if(({}) IN ({}), {}, '{}') AS k{}, ", fmt::join(list, ", "), top, list[i],
                          query::breakdown_other, i);
      grouped += fmt::format(", k{}", i);
    }
    return fmt::format(
        "SELECT {}{} AS t, {} AS value {} GROUP BY t{}{}", kept, time, value, from, grouped,
        trends.breakdown.hide_other ? fmt::format(" HAVING k0 != '{}'", query::breakdown_other) : "");
  }

  Result<SeriesSource> build() {
    const auto math = request_.series.computed();
    if (const auto days = trailing_days(math)) return active(*days);
    if (math == Math::first_time_for_user || math == Math::first_matching_event_for_user)
      return first_time(math == Math::first_time_for_user);
    TRY(restrict(request_.window.range.from, request_.window.range.to));
    if (query::is_per_actor_math(math)) return per_actor();
    return per_event();
  }

 private:
  // How many days a person stays active, when the interval does not decide it already.
  std::optional<int> trailing_days(Math math) const {
    const auto interval = request_.trends.interval;
    if (math == Math::weekly_active && (interval < Interval::week || request_.window.total)) return 7;
    if (math == Math::monthly_active && (interval < Interval::month || request_.window.total)) return 30;
    return std::nullopt;
  }

  Result<> restrict(Instant from, Instant to) {
    rows_.between(from, to);
    TRY(rows_.only(request_.series));
    return restrict_people();
  }
  Result<> restrict_people() {
    TRY(rows_.only(request_.trends.scope));
    if (request_.cohort) {
      query::PropertyFilter filter;
      filter.type = query::PropertyType::cohort;
      filter.op = query::Operator::in;
      filter.value = *request_.cohort;
      filter.path = "breakdownFilter.breakdown";
      TRY(rows_.only(query::FilterNode{filter, false, {}}));
    }
    return {};
  }

  Result<std::vector<std::string>> keys() {
    std::vector<std::vector<double>> edges(request_.trends.breakdown.fields.size());
    for (const auto& field : request_.trends.breakdown.fields) {
      if (!field.bins) continue;
      // The bins are of all events that the series is about, so that they are the same for every interval.
      edges = TRY(query::histogram_edges(rows_, request_.trends.breakdown));
      break;
    }
    return query::breakdown_keys(rows_, request_.trends.breakdown, edges);
  }
  // "x AS b0, y AS b1, "
  static std::string named(const std::vector<std::string>& keys) {
    std::string text;
    for (std::size_t i = 0; i < keys.size(); ++i) text += fmt::format("{} AS b{}, ", keys[i], i);
    return text;
  }
  static std::string names(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += fmt::format("b{}, ", i);
    return text;
  }
  std::string bucket(std::string_view time) const {
    if (request_.window.total) return "toInt64(0)";
    return query::bucket_of(asking_.calendar(), request_.trends.interval, time);
  }

  Result<SeriesSource> per_event() {
    const auto& series = request_.series;
    const auto math = series.computed();
    Aggregate aggregate{"count", "", ""};
    std::string value;
    if (math == Math::dau || math == Math::weekly_active || math == Math::monthly_active) {
      value = actor();
      aggregate = {"uniqExact", "", "v"};
    } else if (math == Math::unique_session) {
      rows_.where("e.session_id != ''");
      value = "e.session_id";
      aggregate = {"uniqExact", "", "v"};
    } else if (math == Math::unique_group) {
      value = fmt::format("e.group{}_key", series.math_group_type_index);
      rows_.where(value + " != ''");
      aggregate = {"uniqExact", "", "v"};
    } else if (query::is_property_math(math)) {
      value = TRY(rows_.number(series.math_property_type, series.math_property, series.math_group_type_index,
                               series.path + ".math_property"));
      aggregate = aggregate_of(query::math_name(math), "v");
    }
    const auto& breakdown = request_.trends.breakdown;
    const bool as_read =
        request_.values_as_read && aggregate.name == "count" &&
        std::ranges::none_of(breakdown.fields, [](const auto& field) { return field.bins.has_value(); });
    auto list = as_read ? TRY(query::breakdown_values(rows_, breakdown)) : TRY(keys());
    const bool is_plain_count = aggregate.name == "count" && !rows_.has_joins();
    if (as_read && !is_plain_count) std::ranges::transform(list, list.begin(), query::breakdown_key);
    if (query::is_property_math(math) && series.math_property_type == query::PropertyType::session)
      return per_session(list, value, std::move(aggregate));
    auto columns = named(list);
    if (request_.with_actors) columns += (math == Math::unique_group ? value : actor()) + " AS a, ";
    return SeriesSource{
        fmt::format("(SELECT {}{}{} AS t {})", columns, value.empty() ? "" : value + " AS v, ",
                    bucket("e.timestamp"), rows_.sql()),
        std::move(aggregate), "count()", is_plain_count};
  }

  // What is known of a session counts once for it in each interval, not once for each of its events.
  SeriesSource per_session(const std::vector<std::string>& list, std::string_view value,
                           Aggregate aggregate) {
    rows_.where("e.session_id != ''");
    const auto who = request_.with_actors ? actor() + " AS a, " : std::string();
    return SeriesSource{
        fmt::format("(SELECT {0}{1}any({2}) AS v, {3} AS t {4} GROUP BY {5}{6}t, e.session_id)", named(list),
                    who, value, bucket("e.timestamp"), rows_.sql(), names(list.size()),
                    who.empty() ? "" : "a, "),
        std::move(aggregate)};
  }

  std::string actor() {
    const auto group = request_.trends.scope.aggregation_group_type;
    auto expression = rows_.actor(group);
    if (group) rows_.where(expression + " != ''");
    return expression;
  }

  Result<SeriesSource> per_actor() {
    const auto who = actor();
    const auto list = TRY(keys());
    return SeriesSource{
        fmt::format("(SELECT {0}{1} AS t, {2} AS a, toFloat64(count()) AS v {3} GROUP BY {4}t, a)",
                    named(list), bucket("e.timestamp"), who, rows_.sql(), names(list.size())),
        aggregate_of(query::math_name(request_.series.computed()), "v"), "toUInt64(sum(v))"};
  }

  // People who were active in the days that end with each interval. Whoever was active once on a day is one
  // row for it, which then counts for every interval whose days it is among.
  Result<SeriesSource> active(int days) {
    const auto& calendar = asking_.calendar();
    const auto& window = request_.window;
    std::vector<std::int64_t> starts;  // of the days counted for each interval, seconds
    std::vector<std::int64_t> ends;
    std::vector<std::int64_t> names_of;
    for (std::size_t i = 0; i < window.buckets.size(); ++i) {
      const auto end = window.total ? window.range.to + microseconds(1)
                                    : calendar.next(request_.trends.interval, window.buckets[i]);
      ends.push_back(to_micros(end));
      starts.push_back(to_micros(calendar.add(end, query::Unit::day, -days)));
      names_of.push_back(window.total ? 0 : to_micros(window.buckets[i]) / 1'000'000);
    }
    TRY(restrict(from_micros(starts.front()), window.range.to));
    const auto who = actor();
    const auto list = TRY(keys());
    const auto grain = request_.trends.interval == Interval::minute ? "toStartOfMinute"
                       : request_.trends.interval == Interval::hour ? "toStartOfHour"
                                                                    : "toStartOfDay";
    auto& bindings = rows_.bindings();
    const auto inner = fmt::format(
        "SELECT {0}{1} AS a, toInt64(toUnixTimestamp({2}(e.timestamp, '{3}'))) * 1000000 AS g, count() AS n "
        "{4} "
        "GROUP BY {5}a, g",
        named(list), who, grain, calendar.zone(), rows_.sql(), names(list.size()));
    return SeriesSource{fmt::format("(SELECT {0}a, a AS v, n, arrayJoin(arrayFilter((i, s, f) -> g >= s AND "
                                    "g < f, {1}, {2}, {3})) AS t "
                                    "FROM ({4}))",
                                    names(list.size()), bindings.numbers(names_of), bindings.numbers(starts),
                                    bindings.numbers(ends), inner),
                        {"uniqExact", "", "v"},
                        "sum(n)"};
  }

  // The first event of each actor ever; it counts when it is in the range (and, for `any_event`, when it also
  // meets the filters, which an earlier one may not have).
  Result<SeriesSource> first_time(bool any_event) {
    const auto& series = request_.series;
    rows_.where(fmt::format("e.timestamp <= {}", query::Bindings::instant(request_.window.range.to)));
    TRY(rows_.only(any_event ? plain(series) : series));
    if (!any_event) TRY(restrict_people());
    const auto who = actor();
    std::string met = "1";
    if (any_event) {
      query::FilterNode all;
      for (const auto* part :
           {&series.properties, &series.fixed_properties, &request_.trends.scope.properties})
        if (!part->empty()) all.children.push_back(*part);
      if (!all.empty()) met = TRY(rows_.condition(all));
      if (series.kind == query::SeriesKind::group)
        met = fmt::format("({} AND {})", met, TRY(rows_.condition(series)));
    }
    const auto list = TRY(keys());
    std::string columns;
    for (std::size_t i = 0; i < list.size(); ++i)
      columns += fmt::format("argMin({}, (e.timestamp, e.uuid)) AS b{}, ", list[i], i);
    const auto inner = fmt::format(
        "SELECT {}{} AS a, min(e.timestamp) AS first, argMin({}, (e.timestamp, e.uuid)) AS met {} "
        "GROUP BY a",
        columns, who, met, rows_.sql());
    return SeriesSource{
        fmt::format("(SELECT {0}a, {1} AS t FROM ({2}) WHERE met AND first >= {3})", names(list.size()),
                    bucket("first"), inner, query::Bindings::instant(request_.window.range.from)),
        {"count", "", ""}};
  }

  const query::Asking& asking_;
  const SourceRequest& request_;
  EventRows rows_;
};

}  // namespace

Result<std::string> expression_statement(const query::Asking& asking, query::Bindings& bindings,
                                         const SourceRequest& request) {
  return Source(asking, bindings, request).expression();
}

Result<SeriesSource> series_source(const query::Asking& asking, query::Bindings& bindings,
                                   const SourceRequest& request) {
  return Source(asking, bindings, request).build();
}

}  // namespace leapfrog::insights
