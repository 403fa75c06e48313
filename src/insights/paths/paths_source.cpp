#include "insights/paths/paths_source.h"

#include <fmt/format.h>

#include "insights/date_window.h"
#include "insights/funnels/funnel_lines.h"
#include "query/sql/user_expression.h"

namespace leapfrog::insights {
namespace {

using query::PropertyType;

// A pause of this long ends a session.
constexpr std::int64_t pause_micros = std::int64_t{30} * 60 * 1'000'000;

class Sessions {
 public:
  Sessions(const query::Asking& asking, query::Bindings& bindings, const PathsQuery& paths,
           const query::ResolvedRange& range)
      : asking_(asking), bindings_(bindings), paths_(paths), range_(range), rows_(asking, bindings) {}

  Result<std::string> build() {
    rows_.between(range_.from, range_.to);
    TRY(rows_.only(paths_.scope));
    restrict_events();
    const auto group = paths_.scope.aggregation_group_type;
    const auto actor = rows_.actor(group);
    if (group) rows_.where(actor + " != ''");
    const auto item = grouped(with_rules(TRY(place())));
    auto events = fmt::format("SELECT {} AS a, toUnixTimestamp64Micro(e.timestamp) AS t, {} AS item {}",
                              actor, item, rows_.sql());
    if (paths_.funnel) events = TRY(on_the_funnel(std::move(events)));
    std::string kept = "item != ''";
    if (!paths_.excluded.empty())
      kept += fmt::format(" AND NOT has({}, item)", bindings_.texts(paths_.excluded));
    return cut(split(fmt::format("SELECT a, t, item FROM ({}) WHERE {}", events, kept)));
  }

 private:
  bool all_types() const {
    return !paths_.pages && !paths_.screens && !paths_.custom_events && !paths_.expression_chosen;
  }

  void restrict_events() {
    if (all_types() || paths_.expression_chosen) return;
    std::vector<std::string> types;
    if (paths_.pages) types.emplace_back("e.event = '$pageview'");
    if (paths_.screens) types.emplace_back("e.event = '$screen'");
    if (paths_.custom_events) types.emplace_back("NOT startsWith(e.event, '$')");
    rows_.where(fmt::format("({})", fmt::join(types, " OR ")));
  }

  // Pages are named by their address without a closing slash, screens by theirs, all else by the event.
  Result<std::string> place() {
    if (paths_.expression_chosen)
      return fmt::format(
          "ifNull(toString({}), '')",
          TRY(query::user_expression(rows_, paths_.expression, "pathsFilter.pathsHogQLExpression")));
    const auto url = fmt::format("ifNull({}, '')",
                                 TRY(rows_.property(PropertyType::event, "$current_url", 0, "pathsFilter")));
    const auto page = fmt::format(
        "if(length({0}) > 1 AND endsWith({0}, '/'), substring({0}, 1, length({0}) - 1), {0})", url);
    // A property that none of the chosen events is named by is not read.
    if (paths_.pages && !paths_.screens && !paths_.custom_events) return page;
    if (!paths_.pages && !paths_.screens && paths_.custom_events) return std::string("toString(e.event)");
    const auto screen = TRY(rows_.property(PropertyType::event, "$screen_name", 0, "pathsFilter"));
    return fmt::format(
        "multiIf(e.event = '$pageview', {}, e.event = '$screen', ifNull({}, ''), toString(e.event))", page,
        screen);
  }

  std::string with_rules(std::string item) {
    auto rules = paths_.use_project_rules ? project_rules(asking_) : std::vector<CleaningRule>();
    rules.insert(rules.end(), paths_.rules.begin(), paths_.rules.end());
    return cleaned(std::move(item), rules, bindings_);
  }
  // The first pattern that a name fits takes its place.
  std::string grouped(std::string item) {
    if (paths_.groupings.empty()) return item;
    std::string choice;
    for (const auto& pattern : paths_.groupings)
      choice +=
          fmt::format("match(x, {}), {}, ", bindings_.text(wildcard_regex(pattern)), bindings_.text(pattern));
    return fmt::format("arrayMap(x -> multiIf({}x), [{}])[1]", choice, item);
  }

  // Only events that stand in the asked relation to the step of each actor's best attempt. Both ends belong
  // to it.
  Result<std::string> on_the_funnel(std::string events) {
    const auto& funnel = *paths_.funnel;
    const auto range = TRY(resolve_dates(asking_, funnel.scope.dates, query::Interval::day));
    const FunnelLayout layout(funnel, range);
    const auto attempts = TRY(attempts_of(asking_, bindings_, {funnel, range, std::nullopt}, "a"));
    const auto shift = to_micros(range.from) - layout.time(range.from);
    const auto at = [&](std::int64_t step) { return fmt::format("r{} + ({})", step, shift); };
    auto step = paths_.funnel_step;
    std::string who = fmt::format("r{} > 0", step);
    if (step < 0) {
      step = -step - 1;
      who = fmt::format("r{} > 0", step);
      for (auto later = step + 1; later <= static_cast<std::int64_t>(funnel.series.size()); ++later)
        who += fmt::format(" AND r{} = 0", later);
    }
    std::string when;
    switch (paths_.funnel_type) {
      case FunnelPathType::none:
      case FunnelPathType::before_step:
        when = fmt::format("t <= {}", at(step));
        break;
      case FunnelPathType::between_steps:
        who += fmt::format(" AND r{} > 0", step - 1);
        when = fmt::format("t >= {} AND t <= {}", at(step - 1), at(step));
        break;
      case FunnelPathType::after_step:
        when = fmt::format("t >= {}", at(step));
        break;
    }
    return fmt::format(
        "SELECT a, t, item FROM ({}) AS way INNER JOIN (SELECT * FROM ({}) WHERE {}) AS people USING a "
        "WHERE {}",
        events, attempts, who, when);
  }

  // One row for each session, with `path`: (time, place) without repetitions.
  static std::string split(const std::string& events) {
    return fmt::format(
        "SELECT a, arrayCompact(x -> x.2, arrayJoin(arraySplit((x, gap) -> gap, all, gaps))) AS path FROM "
        "(SELECT a, all, arrayMap((x, d) -> d >= {}, all, arrayDifference(arrayMap(x -> x.1, all))) AS gaps "
        "FROM "
        "(SELECT a, arraySort(groupArray((t, item))) AS all FROM ({}) GROUP BY a))",
        pause_micros, events);
  }

  // The part from the start to the end, and of that as much as asked for.
  std::string cut(std::string sessions) {
    const auto limit = paths_.step_limit;
    auto sql = fmt::format("SELECT a, path FROM ({})", sessions);
    if (!paths_.start.empty()) {
      sql = fmt::format(
          "SELECT a, arraySlice(path, start) AS path FROM (SELECT a, path, indexOf(arrayMap(x -> x.2, path), "
          "{}) AS "
          "start FROM ({})) WHERE start > 0",
          bindings_.text(paths_.start), sql);
    }
    if (!paths_.end.empty()) {
      sql = fmt::format(
          "SELECT a, arraySlice(path, 1, end) AS path FROM (SELECT a, path, indexOf(arrayMap(x -> x.2, "
          "path), {}) AS "
          "end FROM ({})) WHERE end > 0",
          bindings_.text(paths_.end), sql);
    }
    std::string part = fmt::format("arraySlice(path, 1, {})", limit);
    if (!paths_.end.empty() && paths_.start.empty()) part = fmt::format("arraySlice(path, -{})", limit);
    if (!paths_.end.empty() && !paths_.start.empty() && limit >= 3) {
      // Both ends stay; what is too much in between becomes one place, entered when the first of it was.
      const auto front = limit / 2;
      part = fmt::format(
          "if(length(path) <= {0}, path, arrayConcat(arraySlice(path, 1, {1}), [(path[{1} + 1].1, '...')], "
          "arraySlice(path, -{2})))",
          limit, front, limit - 1 - front);
    }
    return fmt::format(
        "SELECT a, arrayMap(x -> x.2, part) AS items, arrayMap(x -> x.1, part) AS times FROM (SELECT a, {} "
        "AS part "
        "FROM ({}))",
        part, sql);
  }

  const query::Asking& asking_;
  query::Bindings& bindings_;
  const PathsQuery& paths_;
  const query::ResolvedRange& range_;
  query::EventRows rows_;
};

}  // namespace

Result<std::string> paths_sessions(const query::Asking& asking, query::Bindings& bindings,
                                   const PathsQuery& paths, const query::ResolvedRange& range) {
  return Sessions(asking, bindings, paths, range).build();
}

std::string wildcard_regex(std::string_view pattern) {
  std::string regex = "^";
  for (const char c : pattern) {
    if (c == '*') {
      regex += ".*";
      continue;
    }
    if (std::string_view("\\.+?()|[]{}^$").find(c) != std::string_view::npos) regex += '\\';
    regex += c;
  }
  return regex + "$";
}

}  // namespace leapfrog::insights
