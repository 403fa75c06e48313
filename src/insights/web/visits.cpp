#include "insights/web/visits.h"

#include <fmt/format.h>

#include "insights/date_window.h"
#include "query/sql/sessions.h"

namespace leapfrog::insights {

Result<std::vector<query::ResolvedRange>> periods_of(const query::Asking& asking, const WebScope& web) {
  std::vector periods{TRY(resolve_dates(asking, web.scope.dates, web.interval))};
  if (web.compare.on)
    periods.push_back(
        TRY(query::previous_range(periods.front(), asking.calendar(), web.interval, web.compare.to)));
  return periods;
}

Result<query::EventRows> visit_rows(const query::Asking& asking, query::Bindings& bindings,
                                    const WebScope& web, const query::ResolvedRange& range) {
  query::EventRows rows(asking, bindings);
  rows.between(range.from, range.to);
  rows.where("e.session_id != ''");
  const auto start = session_fact(rows, "$start_timestamp");
  rows.where(fmt::format("ifNull({0} >= {1} AND {0} <= {2}, false)", start,
                         query::Bindings::instant(range.from), query::Bindings::instant(range.to)));
  TRY(rows.only(web.scope));
  return rows;
}

Result<std::string> goal_condition(query::EventRows& rows, const WebScope& web) {
  if (!web.goal) return std::string("0");
  return rows.condition(*web.goal);
}

std::string session_fact(query::EventRows& rows, std::string_view name) {
  const auto* fact = query::find_session_fact(name);
  CHECK(fact != nullptr);
  return rows.session(*fact);
}

std::string event_text(query::EventRows& rows, std::string_view property) {
  const auto text = rows.property(query::PropertyType::event, property, 0, "breakdownBy");
  CHECK(text.has_value());  // a property of an event is always there to ask for
  return fmt::format("nullIf({}, '')", *text);
}

std::string shown_path(query::EventRows& rows, const WebScope& web, std::string path) {
  if (!web.clean_paths) return path;
  return cleaned(std::move(path), project_rules(rows.asking()), rows.bindings());
}

json::object sampling_json(const WebScope& web) {
  if (web.scope.sampling == 1) return {{"numerator", 1}, {"denominator", 1}};
  return {{"numerator", web.scope.sampling}, {"denominator", 1}};
}

}  // namespace leapfrog::insights
