#include "insights/retention/retention_statement.h"

#include <fmt/format.h>

#include <algorithm>

#include "query/sql/breakdown_keys.h"
#include "query/sql/event_rows.h"

namespace leapfrog::insights {
namespace {

using query::Interval;

// Added to microseconds, makes all times that the engine knows positive.
constexpr std::int64_t before_all_times = std::int64_t{1} << 52;

// First, each actor's beginnings and returns as two arrays; then every pair of them.
class Builder {
 public:
  Builder(const query::Asking& asking, query::Bindings& bindings, const RetentionQuery& retention,
          const RetentionWindow& window)
      : asking_(asking), retention_(retention), window_(window), rows_(asking, bindings) {}

  Result<std::string> build() {
    const auto actors = TRY(per_actor());
    // A beginning is (interval, instant, breakdown values…).
    std::string columns;
    for (std::size_t i = 0; i < retention_.breakdown.fields.size(); ++i)
      columns += fmt::format("begin.{} AS b{}, ", i + 3, i);
    return fmt::format(
        "SELECT a, {}begin.1 AS i, arrayJoin({}) AS step FROM (SELECT a, arrayJoin(begins) AS begin, returns "
        "FROM "
        "({}))",
        columns, steps(), actors);
  }

  // Whether sets of intervals say all there is to know of an actor.
  bool sets_suffice() const {
    return retention_.type == RetentionType::recurring && retention_.window == TimeWindow::calendar &&
           retention_.aggregate == RetentionAggregate::count && !retention_.cumulative &&
           retention_.minimum_occurrences <= 1 && retention_.breakdown.fields.empty() &&
           retention_.intervals <= 64;
  }
  // The same as counts of (i, j): a bit for each interval, then the pairs of each set of bits that occurs.
  Result<std::string> counted_sets() {
    return fmt::format(
        "SELECT toInt64(start) AS i, toInt64(there) - i AS j, toFloat64(sum(n)) AS value FROM (SELECT "
        "begins, returns, "
        "count() AS n FROM ({}) GROUP BY begins, returns) ARRAY "
        "JOIN "
        "bitPositionsToArray(begins) AS start ARRAY JOIN arrayPushFront(arrayFilter(x -> x > start, "
        "bitPositionsToArray(returns)), start) AS there GROUP BY i, j",
        TRY(sets()));
  }

 private:
  // begins, returns: the sets of each actor. Merges are applied to the sets of people as they were stored:
  // there are far fewer of them than of events.
  Result<std::string> sets() {
    const auto kinds = TRY(only_what_counts());
    const auto bit = fmt::format("bitShiftLeft(toUInt64(1), {})", index("e.timestamp"));
    const auto of_events =
        kinds.once ? fmt::format("groupBitOr({}) AS begins, begins AS returns", bit)
                   : fmt::format("groupBitOrIf({0}, {1}) AS begins, groupBitOrIf({0}, {2}) AS returns", bit,
                                 kinds.target, kinds.returning);
    if (retention_.scope.aggregation_group_type) {
      const auto group = actor();
      return fmt::format("SELECT {} {} GROUP BY {}", of_events, rows_.sql(), group);
    }
    return fmt::format(
        "SELECT groupBitOr(e.begins) AS begins, {} AS returns FROM "
        "(SELECT e.person_id AS person_id, {} {} GROUP BY e.person_id) AS e {} GROUP BY {}",
        kinds.once ? "begins" : "groupBitOr(e.returns)", of_events, rows_.sql(), rows_.merges(),
        query::EventRows::merged_person());
  }

  // The array of (j, value) of one beginning.
  std::string steps() const {
    const auto later = retention_.window == TimeWindow::rolling ? rolling_returns() : calendar_returns();
    const bool counts = retention_.aggregate == RetentionAggregate::count;
    auto found = fmt::format("arrayFilter(s -> s.1 {} 0 AND begin.1 + s.1 < {}, {})",
                             counts ? ">" : ">=", retention_.intervals, later);
    // Nothing at step 0, so that whoever began has a row even without a value.
    if (!counts)
      return fmt::format(
          "arrayPushFront(arrayMap(s -> (toInt64(s.1), toNullable(s.2)), {}), (toInt64(0), CAST(NULL, "
          "'Nullable(Float64)')))",
          found);
    if (retention_.cumulative) {
      found = fmt::format(
          "arrayMap(s -> (s + 1, toFloat64(1)), range(toUInt64(arrayMax(arrayPushFront(arrayMap(s -> "
          "s.1, {}), 0)))))",
          found);
      return fmt::format("arrayPushFront(arrayMap(s -> (toInt64(s.1), s.2), {}), (toInt64(0), toFloat64(1)))",
                         found);
    }
    return fmt::format("arrayPushFront({}, (toInt64(0), toFloat64(1)))", found);
  }
  // returns: (interval, value), each interval once.
  static std::string calendar_returns() { return "arrayMap(r -> (r.1 - begin.1, r.2), returns)"; }
  // returns: (microseconds, value), one for each event; together they are counted by whole periods since the
  // beginning.
  std::string rolling_returns() const {
    const auto places = fmt::format(
        "arrayMap(r -> (toInt64(floor((r.1 - begin.2) / {})), r.2), arrayFilter(r -> r.1 > begin.2, "
        "returns))",
        period_seconds() * 1'000'000);
    const auto values = fmt::format(
        "arrayMap(j -> (j, arraySum(arrayMap(p -> p.2, arrayFilter(p -> p.1 = j, places))), "
        "countEqual(arrayMap(p -> p.1, places), j)), arrayDistinct(arrayMap(p -> p.1, places)))");
    return fmt::format(
        "arrayMap(s -> (s.1, s.2), arrayFilter(s -> s.3 >= {}, arrayFlatten([arrayMap(places -> {}, "
        "[{}])])))",
        retention_.minimum_occurrences, values, places);
  }
  std::int64_t period_seconds() const {
    switch (retention_.period) {
      case Interval::hour:
        return 3600;
      case Interval::week:
        return 7 * 86'400;
      case Interval::month:
        return 30 * 86'400;
      default:
        return 86'400;
    }
  }
  std::string index(std::string_view time) const {
    return query::interval_index(asking_.calendar(), retention_.period, window_.from, time);
  }

  // What an event is, as conditions on its row.
  struct Kinds {
    std::string target;     // a beginning
    std::string returning;  // a coming back
    std::string met = "1";  // a beginning that has the properties asked for, of the first ones ever
    bool once = false;      // both are the same events, all of them within the range
  };
  // Leaves only the events that are one or the other.
  Result<Kinds> only_what_counts() {
    Kinds kinds;
    const bool first = retention_.type != RetentionType::recurring;
    kinds.once = !first && query::same_events(retention_.target, retention_.returning);
    auto target = retention_.target;
    if (retention_.type == RetentionType::first_occurrence) {
      query::FilterNode filters;
      for (const auto* part : {&target.properties, &target.fixed_properties})
        if (!part->empty()) filters.children.push_back(*part);
      if (!filters.empty()) kinds.met = TRY(rows_.condition(filters));
      if (target.kind == query::SeriesKind::group) kinds.met = TRY(rows_.condition(target));
      target = plain(std::move(target));
    }
    kinds.target = either(TRY(rows_.condition(target)));
    const auto returning = kinds.once ? kinds.target : either(TRY(rows_.condition(retention_.returning)));
    const auto in_range = "e.timestamp >= " + query::Bindings::instant(window_.from);
    kinds.returning = first ? fmt::format("({} AND {})", returning, in_range) : returning;
    if (!first) rows_.where(in_range);
    rows_.where("e.timestamp <= " + query::Bindings::instant(window_.to));
    rows_.where(kinds.once ? kinds.target : fmt::format("({} OR {})", kinds.target, kinds.returning));
    TRY(rows_.only(retention_.scope));
    return kinds;
  }
  // Groups without a name are nobody.
  std::string actor() {
    const auto group = retention_.scope.aggregation_group_type;
    auto actor = rows_.actor(group);
    if (group) rows_.where(actor + " != ''");
    return actor;
  }

  // The events as columns: a, i (interval), at (microseconds), ord (their order), k0, …, is_target,
  // is_return, met, v.
  Result<std::string> events() {
    const auto kinds = TRY(only_what_counts());
    const auto a = actor();
    std::string keys;
    std::vector<std::vector<double>> no_bins(retention_.breakdown.fields.size());
    const auto expressions = TRY(query::breakdown_keys(rows_, retention_.breakdown, no_bins));
    for (std::size_t i = 0; i < expressions.size(); ++i)
      keys += fmt::format("{} AS k{}, ", expressions[i], i);
    const auto value =
        retention_.aggregate == RetentionAggregate::count
            ? std::string("toFloat64(1)")
            : fmt::format("ifNull({}, 0)",
                          TRY(rows_.number(retention_.aggregate_property_type, retention_.aggregate_property,
                                           0, "retentionFilter.aggregationProperty")));
    // As one number, the time and the uuid are compared far faster than as a pair.
    return fmt::format(
        "SELECT {0} AS a, {1} AS i, toUnixTimestamp64Micro(e.timestamp) AS at, "
        "bitShiftLeft(toUInt256(at + {2}), 128) + reinterpretAsUInt128(e.uuid) AS ord, "
        "{3}{4} AS is_target, {5} AS is_return, {6} AS met, {7} AS v {8}",
        a, index("e.timestamp"), before_all_times, keys, kinds.target, kinds.returning, kinds.met, value,
        rows_.sql());
  }

  // a, begins: Array((i, micros, keys…)), returns: Array((interval or micros, value))
  Result<std::string> per_actor() {
    const bool first = retention_.type != RetentionType::recurring;
    const auto rows = TRY(events());
    if (retention_.window == TimeWindow::calendar) return per_interval(rows, first);
    std::string key_names;
    for (std::size_t i = 0; i < retention_.breakdown.fields.size(); ++i) key_names += fmt::format(", k{}", i);
    const auto start = fmt::format("(i, at{})", key_names);
    return fmt::format(
        "SELECT a, {} AS begins, groupArrayIf((at, v), is_return) AS returns FROM ({}) GROUP BY a{}",
        begins(first, start), rows, first ? " HAVING notEmpty(begins)" : "");
  }

  // What an actor did in an interval is one row first: of intervals there are far fewer than of events.
  std::string per_interval(const std::string& rows, bool first) const {
    std::string inner =
        "countIf(is_target) AS targets, countIf(is_return) AS times, sumIf(v, is_return) AS total";
    if (retention_.type == RetentionType::first_occurrence)
      inner += ", argMinIf(met, ord, is_target) AS first_met";
    for (std::size_t i = 0; i < retention_.breakdown.fields.size(); ++i)
      inner += fmt::format(", argMinIf(k{0}, ord, is_target) AS b{0}", i);
    std::string start = "i, toInt64(0)";  // the moment matters to rolling windows only
    for (std::size_t i = 0; i < retention_.breakdown.fields.size(); ++i) start += fmt::format(", b{}", i);
    auto begins = fmt::format("groupArrayIf(({}), targets > 0)", start);
    if (first) {
      const auto earliest = fmt::format("argMinIf(({}), i, targets > 0)", start);
      const auto* met = retention_.type == RetentionType::first_occurrence
                            ? " AND argMinIf(first_met, i, targets > 0)"
                            : "";
      begins = fmt::format("if(sum(targets) > 0 AND minIf(i, targets > 0) >= 0{}, [{}], [])", met, earliest);
    }
    return fmt::format(
        "SELECT a, {} AS begins, groupArrayIf((i, total), times >= {}) AS returns FROM (SELECT a, i, {} FROM "
        "({}) "
        "GROUP BY a, i) GROUP BY a{}",
        begins, std::max<std::int64_t>(1, retention_.minimum_occurrences), inner, rows,
        first ? " HAVING notEmpty(begins)" : "");
  }

  std::string begins(bool first, const std::string& start) const {
    if (first) {
      return fmt::format(
          "if(countIf(is_target) > 0 AND minIf(at, is_target) >= {0} AND argMinIf(met, ord, "
          "is_target), [argMinIf({1}, ord, is_target)], [])",
          to_micros(window_.from), start);
    }
    // The first of each interval.
    return fmt::format(
        "arrayMap(s -> s.2, arrayFilter((s, previous) -> s.2.1 != previous.2.1 OR s.1 = previous.1, "
        "arraySort(groupArrayIf((ord, {0}), is_target)) AS all, arrayPopBack(arrayPushFront(all, "
        "all[1]))))",
        start);
  }
  static std::string either(std::string condition) { return condition.empty() ? "1" : condition; }

  const query::Asking& asking_;
  const RetentionQuery& retention_;
  const RetentionWindow& window_;
  query::EventRows rows_;
};

}  // namespace

Result<std::string> retention_steps(const query::Asking& asking, query::Bindings& bindings,
                                    const RetentionQuery& retention, const RetentionWindow& window) {
  return Builder(asking, bindings, retention, window).build();
}

Result<query::Statement> retention_statement(const query::Asking& asking, const RetentionQuery& retention,
                                             const RetentionWindow& window) {
  query::Bindings bindings;
  Builder builder(asking, bindings, retention, window);
  if (builder.sets_suffice()) {
    auto sql = TRY(builder.counted_sets());
    return query::Statement{std::move(sql), bindings.parameters(), {}};
  }
  const auto steps = TRY(builder.build());
  std::string names;
  for (std::size_t i = 0; i < retention.breakdown.fields.size(); ++i) names += fmt::format("b{}, ", i);
  const auto value = retention.aggregate == RetentionAggregate::count ? "toFloat64(count())"
                     : retention.aggregate == RetentionAggregate::sum ? "sum(step.2)"
                                                                      : "avg(step.2)";
  return query::Statement{
      fmt::format("SELECT {0}i, step.1 AS j, {1} AS value FROM ({2}) GROUP BY {0}i, j", names, value, steps),
      bindings.parameters(),
      {}};
}

}  // namespace leapfrog::insights
