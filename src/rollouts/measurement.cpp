#include "rollouts/measurement.h"

#include <fmt/format.h>

#include "query/sql/event_rows.h"
#include "rollouts/mean_bounds.h"

namespace leapfrog::rollouts {
namespace {

using Kind = Guardrail::Kind;

struct Columns {
  std::string of_events;            // over a row of events
  std::string of_people;            // aggregates
  std::string outcomes;             // over those
  std::vector<std::string> wanted;  // conditions, any of which makes an event matter
};

// When the last of the series is done, each after the one before, at or after `entry`; 0 for never.
std::string completion(std::size_t guardrail, std::size_t series) {
  auto done = fmt::format("arrayFirst(x -> x >= entry, a{}_0)", guardrail);
  for (std::size_t i = 1; i < series; ++i)
    done = fmt::format("if(({0} AS d{1}_{2}) = 0, 0, arrayFirst(x -> x > d{1}_{2}, a{1}_{2}))", done,
                       guardrail, i);
  return done;
}

Result<> add_guardrail(Columns& columns, query::EventRows& rows, const Guardrail& guardrail,
                       std::size_t index) {
  for (std::size_t i = 0; i < guardrail.series.size(); ++i) {
    auto condition = TRY(rows.condition(guardrail.series[i]));
    if (condition.empty()) condition = "1";
    columns.of_events += fmt::format(", ({}) AS c{}_{}", condition, index, i);
    columns.wanted.push_back(fmt::format("({})", condition));
    if (guardrail.kind != Kind::mean)
      columns.of_people += fmt::format(", arraySort(groupArrayIf(t, c{0}_{1})) AS a{0}_{1}", index, i);
  }
  if (guardrail.kind != Kind::mean) {
    columns.outcomes += ", " + completion(index, guardrail.series.size());
    return {};
  }
  auto amount = std::string("1.");
  if (!guardrail.sum_of.empty())
    amount =
        fmt::format("ifNull({}, 0.)",
                    TRY(rows.number(query::PropertyType::event, guardrail.sum_of, 0, "guardrails.sum_of")));
  columns.of_events += fmt::format(", {} AS v{}", amount, index);
  columns.of_people += fmt::format(", groupArrayIf((t, v{0}), c{0}_0) AS m{0}", index);
  columns.outcomes +=
      fmt::format(", arraySum(arrayMap(x -> x.2, arrayFilter(x -> x.1 >= since AND x.1 < since + {}, m{})))",
                  guardrail.window_seconds * 1'000'000, index);
  return {};
}

Result<query::Statement> statement_of(const query::Asking& asking, std::string_view flag_key,
                                      const Plan& plan, std::optional<int> group_type, Instant from) {
  query::Bindings bindings;
  query::EventRows rows(asking, bindings);
  rows.between(from, asking.now());
  const auto flag = TRY(rows.property(query::PropertyType::event, "$feature_flag", 0, "flag"));
  const auto response = TRY(rows.property(query::PropertyType::event, "$feature_flag_response", 0, "flag"));
  const auto call = fmt::format("(e.event = '$feature_flag_called' AND ifNull({} = {}, false))", flag,
                                bindings.text(flag_key));
  Columns columns;
  columns.wanted.push_back(call);
  for (std::size_t i = 0; i < plan.guardrails.size(); ++i)
    TRY(add_guardrail(columns, rows, plan.guardrails[i], i));
  rows.where(fmt::format("({})", fmt::join(columns.wanted, " OR ")));
  const auto actor = rows.actor(group_type);  // before sql(), which joins the tables that were asked for
  if (group_type) rows.where(actor + " != ''");
  const auto events = fmt::format(
      "SELECT {} AS p, toUnixTimestamp64Micro(e.timestamp) AS t, {} AS is_call, "
      "ifNull({}, 'false') NOT IN ('false', '') AS is_on{} {}",
      actor, call, response, columns.of_events, rows.sql());
  const auto people = fmt::format(
      "SELECT minIf(t, is_call AND NOT is_on) AS t_off, minIf(t, is_call AND is_on) AS t_on, "
      "multiIf(t_off = 0, t_on, t_on = 0, t_off, least(t_off, t_on)) AS entry, "
      "if(t_on > 0, t_on, t_off) AS since{} FROM ({}) GROUP BY p HAVING entry > 0 "
      "ORDER BY entry LIMIT {}",
      columns.of_people, events, max_people_compared);
  return query::Statement{
      fmt::format("SELECT t_off, t_on{} FROM ({})", columns.outcomes, people), bindings.parameters(), {}};
}

Reading compare_lives(const std::vector<Observation>& people, const Guardrail& guardrail, std::size_t index) {
  std::vector<Life> lives;
  lives.reserve(people.size());
  for (const auto& each : people)
    lives.push_back({each.off, each.on, static_cast<std::int64_t>(each.values[index])});
  const auto found = safe_logrank(lives, guardrail.harm, guardrail.tolerance);
  const auto share = [](std::int64_t events, std::int64_t of) {
    return of == 0 ? 0 : static_cast<double>(events) / static_cast<double>(of);
  };
  return {found.exposed,
          found.unexposed,
          share(found.exposed_events, found.exposed),
          share(found.unexposed_events, found.unexposed),
          found.exposed_events,
          found.unexposed_events,
          found.evidence,
          1};
}

Reading compare_means(const std::vector<Observation>& people, const Guardrail& guardrail, std::size_t index,
                      Instant now) {
  RunningMean exposed, unexposed;
  Reading reading;
  const auto over = to_micros(now) - guardrail.window_seconds * 1'000'000;
  for (const auto& each : people) {
    const bool is_exposed = each.on != 0;
    ++(is_exposed ? reading.exposed : reading.unexposed);
    // Whoever came later may still do more: only whole windows are compared.
    if ((is_exposed ? each.on : each.off) > over) continue;
    (is_exposed ? exposed : unexposed).add(each.values[index]);
  }
  reading.exposed_value = exposed.mean();
  reading.unexposed_value = unexposed.mean();
  reading.exposed_events = exposed.count();
  reading.unexposed_events = unexposed.count();
  reading.evidence = evidence_of_harm(exposed, unexposed, guardrail.harm, guardrail.tolerance);
  return reading;
}

}  // namespace

Result<std::vector<Observation>> observe(const query::Asking& asking, std::string_view flag_key,
                                         const Plan& plan, std::optional<int> group_type, Instant from) {
  std::vector<Observation> people;
  for (const auto& row : TRY(asking.rows(TRY(statement_of(asking, flag_key, plan, group_type, from))))) {
    Observation each{row.at(0).to_number<std::int64_t>(), row.at(1).to_number<std::int64_t>(), {}};
    for (std::size_t i = 2; i < row.size(); ++i) each.values.push_back(row.at(i).to_number<double>());
    people.push_back(std::move(each));
  }
  return people;
}

Reading compare(const std::vector<Observation>& people, const Plan& plan, std::size_t index, Instant now) {
  const auto& guardrail = plan.guardrails.at(index);
  auto reading = guardrail.kind == Kind::mean ? compare_means(people, guardrail, index, now)
                                              : compare_lives(people, guardrail, index);
  reading.threshold = 1 / plan.level();
  return reading;
}

json::object reading_json(const Reading& reading, const Guardrail& guardrail) {
  return {{"name", guardrail.name},
          {"exposed", reading.exposed},
          {"unexposed", reading.unexposed},
          {"exposed_value", reading.exposed_value},
          {"unexposed_value", reading.unexposed_value},
          {"exposed_events", reading.exposed_events},
          {"unexposed_events", reading.unexposed_events},
          {"evidence", reading.evidence},
          {"threshold", reading.threshold},
          {"breached", reading.breached()}};
}

}  // namespace leapfrog::rollouts
