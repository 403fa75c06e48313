#include "insights/funnels/funnel_actors.h"

#include <fmt/format.h>

#include "query/sql/breakdown_keys.h"
#include "query/sql/user_expression.h"

namespace leapfrog::insights {
namespace {

using query::EventRows;
using query::Math;

// Only each person's first event of the step's kind: of all that they ever did, or (with_filters) of those
// that meet the step's filters.
Result<std::string> first_event(EventRows& rows, const query::Series& series,
                                const query::ResolvedRange& range) {
  EventRows all(rows.asking(), rows.bindings());
  TRY(all.only(series.computed() == Math::first_time_for_user ? plain(series) : series));
  all.where(fmt::format("e.timestamp <= {}", query::Bindings::instant(range.to)));
  const auto person = all.person();
  return fmt::format("e.uuid IN (SELECT argMin(e.uuid, (e.timestamp, e.uuid)) {} GROUP BY {})", all.sql(),
                     person);
}

class Actors {
 public:
  Actors(EventRows& rows, const FunnelRequest& request, const FunnelLayout& layout)
      : rows_(rows), request_(request), funnel_(request.funnel), layout_(layout) {}

  // One row for each actor.
  Result<std::string> build() {
    auto columns = TRY(funnel_actor(rows_, funnel_)) + " AS a";
    if (trends()) {
      columns += fmt::format(", {} AS b",
                             query::bucket_of(rows_.asking().calendar(), funnel_.interval, "e.timestamp"));
    }
    return grouped(fmt::format("({})", TRY(events(std::move(columns)))));
  }

  // One row for each event: `columns`, k, and with a breakdown v.
  Result<std::string> events(std::string columns) {
    const auto matches = TRY(conditions());
    rows_.between(request_.range.from, request_.range.to);
    // Whether nothing came between two steps only all events can tell.
    if (funnel_.order != FunnelOrder::strict) rows_.where(fmt::format("({})", fmt::join(matches, " OR ")));
    TRY(restrict_people());
    columns += fmt::format(", {} AS k", layout_.key(matches));
    if (request_.is_broken_down()) columns += fmt::format(", {} AS v", TRY(value()));
    return fmt::format("SELECT {} {}", columns, rows_.sql());
  }

 private:
  bool trends() const { return funnel_.view == FunnelView::trends; }

  Result<std::vector<std::string>> conditions() {
    std::vector<std::string> list;
    for (std::size_t i = 0; i < layout_.steps(); ++i) list.push_back(TRY(condition(funnel_.series[i])));
    for (const auto& exclusion : funnel_.exclusions) list.push_back(TRY(condition(exclusion.series)));
    return list;
  }
  Result<std::string> condition(const query::Series& series) {
    auto text = TRY(rows_.condition(series));
    if (text.empty()) text = "1";
    const auto math = series.computed();
    if (math == Math::first_time_for_user || math == Math::first_time_for_user_with_filters)
      text = fmt::format("({} AND {})", text, TRY(first_event(rows_, series, request_.range)));
    return text;
  }
  Result<> restrict_people() {
    TRY(rows_.only(funnel_.scope));
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
  Result<std::string> value() {
    std::vector<std::vector<double>> edges(funnel_.breakdown.fields.size());
    for (const auto& field : funnel_.breakdown.fields) {
      if (!field.bins) continue;
      edges = TRY(query::histogram_edges(rows_, funnel_.breakdown));
      break;
    }
    const auto keys = TRY(query::breakdown_keys(rows_, funnel_.breakdown, edges));
    return keys.size() == 1 ? keys.front() : fmt::format("[{}]", fmt::join(keys, ", "));
  }

  // One row for each actor, and value of the breakdown.
  std::string grouped(const std::string& events) const {
    std::string starts;
    if (trends()) starts = fmt::format(", groupUniqArrayIf(b, {}) AS bs", may_start("k"));
    auto text = by_value(events, starts);
    return trends() ? by_interval(std::move(text)) : text;
  }
  std::string by_value(const std::string& events, const std::string& starts) const {
    if (!request_.is_broken_down())
      return fmt::format("SELECT a, arraySort(groupArray(k)) AS ks{} FROM {} GROUP BY a", starts, events);
    const auto absent = absent_value(funnel_.breakdown);
    switch (funnel_.attribution) {
      case Attribution::first_touch:
      case Attribution::last_touch: {
        const auto value = touched(funnel_.attribution == Attribution::first_touch);
        return fmt::format(
            "SELECT a, arraySort(groupArray(k)) AS ks, if(empty({0}), {1}, {0}) AS v{2} FROM (SELECT *, v AS "
            "w FROM "
            "{3}) GROUP BY a",
            value, absent, starts, events);
      }
      case Attribution::all_events:
        return fmt::format("SELECT a, v, arraySort(groupArray(k)) AS ks{} FROM {} GROUP BY a, v", starts,
                           events);
      case Attribution::step:
        break;
    }
    // The funnel of each value that the step has for the actor: there, only events with it count.
    const auto step = static_cast<std::size_t>(funnel_.attribution_step);
    const bool seen = step < layout_.steps();  // trends may end before it
    const auto carried = trends() ? ", bs" : "";
    return fmt::format(
        "SELECT a, v, arraySort(arrayMap((k, w) -> if(w = v, k, {0}), pairs.1, pairs.2)) AS ks{1} FROM "
        "(SELECT a, pairs, arrayJoin(if(empty(vs), [{2}], vs)) AS v{1} FROM "
        "(SELECT a, groupArray((k, v)) AS pairs, groupUniqArrayIf(v, {3}) AS vs{4} FROM {5} GROUP BY a))",
        seen ? layout_.without_step("k", step) : "k", carried, absent,
        seen ? layout_.matches_step("k", step) : "0", starts, events);
  }
  // The first or last value of an actor's events, empty where none has one. Of one moment the smaller, or
  // greater, value: the pair is compared as one text, which the engine does five times as fast as a tuple.
  std::string touched(bool first) const {
    auto condition = fmt::format("w != {}", absent_value(funnel_.breakdown));
    // Events that are there only because a funnel is strict, or to exclude, do not lend their value.
    if (funnel_.order == FunnelOrder::strict || !funnel_.exclusions.empty())
      condition += " AND " + any_step("k");
    if (layout_.is_wide() || funnel_.breakdown.fields.size() > 1)
      return fmt::format("{}If(w, (k, w), {})", first ? "argMin" : "argMax", condition);
    return fmt::format("substring({}If(concat(reinterpretAsFixedString(byteSwap(k)), w), {}), 9)",
                       first ? "min" : "max", condition);
  }
  // Attempts that begin in an interval stand for it; what follows may come later.
  std::string by_interval(std::string actors) const {
    const auto& calendar = rows_.asking().calendar();
    std::vector<std::int64_t> names;
    std::vector<std::int64_t> starts;
    std::vector<std::int64_t> ends;
    auto start = calendar.start_of(funnel_.interval, request_.range.from);
    while (start <= request_.range.to) {
      const auto end = calendar.next(funnel_.interval, start);
      names.push_back(to_micros(start) / 1'000'000);
      starts.push_back(layout_.time(start));
      ends.push_back(layout_.time(end));
      start = end;
    }
    auto& bindings = rows_.bindings();
    const auto bounds = fmt::format(
        "transform(b, {0}, {1}, toInt64(0)) AS starts, transform(b, {0}, {2}, "
        "toInt64(0)) AS ends",
        bindings.numbers(names), bindings.numbers(starts), bindings.numbers(ends));
    // They stay in their order: of one moment what matches step 1 comes first, though it begins nothing.
    // Of an unordered funnel every step may be first, which the end of the interval decides later.
    const auto clipped =
        funnel_.order == FunnelOrder::unordered
            ? std::string("k")
            : fmt::format("if({} < ends, k, {})", layout_.time("k"), layout_.without_step("k", 0));
    return fmt::format(
        "SELECT a, {0}b, ends, arrayMap(k -> {1}, arrayFilter(k -> {2} >= starts AND {2} < ends + "
        "{3}, all)) AS ks FROM (SELECT a, {0}b, all, {4} FROM (SELECT a, {0}ks AS all, arrayJoin(bs) AS b "
        "FROM ({5})))",
        request_.is_broken_down() ? "v, " : "", clipped, layout_.time("k"), funnel_.window().count() + 1,
        bounds, actors);
  }

  std::string may_start(std::string_view key) const {
    return funnel_.order == FunnelOrder::unordered ? any_step(key) : layout_.matches_step(key, 0);
  }
  std::string any_step(std::string_view key) const {
    std::vector<std::string> list;
    for (std::size_t i = 0; i < layout_.steps(); ++i) list.push_back(layout_.matches_step(key, i));
    return fmt::format("({})", fmt::join(list, " OR "));
  }

  EventRows& rows_;
  const FunnelRequest& request_;
  const FunnelsQuery& funnel_;
  const FunnelLayout& layout_;
};

}  // namespace

Result<std::string> funnel_actors(query::EventRows& rows, const FunnelRequest& request,
                                  const FunnelLayout& layout) {
  return Actors(rows, request, layout).build();
}

Result<std::string> funnel_events(query::EventRows& rows, const FunnelRequest& request,
                                  const FunnelLayout& layout) {
  return Actors(rows, request, layout).events("e.person_id AS a");
}

Result<std::string> funnel_actor(query::EventRows& rows, const FunnelsQuery& funnel) {
  std::string by = funnel.aggregate_by;
  std::erase(by, '`');
  if (by.starts_with("properties.")) by = by.substr(std::string_view("properties.").size());
  std::string actor;
  if (by == "$session_id")
    actor = "e.session_id";
  else if (!by.empty() && by != "person_id")
    actor = fmt::format(
        "ifNull(toString({}), '')",
        TRY(query::user_expression(rows, funnel.aggregate_by, "funnelsFilter.funnelAggregateByHogQL")));
  else
    actor = rows.actor(funnel.scope.aggregation_group_type);
  const bool by_expression = !by.empty() && by != "person_id";
  if (by_expression || funnel.scope.aggregation_group_type) rows.where(actor + " != ''");
  return actor;
}

std::string absent_value(const query::Breakdown& breakdown) {
  const auto one = fmt::format("'{}'", query::breakdown_null);
  if (breakdown.fields.size() == 1) return one;
  return fmt::format("[{}]", fmt::join(std::vector(breakdown.fields.size(), one), ", "));
}

}  // namespace leapfrog::insights
