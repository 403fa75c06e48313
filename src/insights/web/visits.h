// The visits that a question of web analytics is about: sessions that began in a period, with those of their
// events in it that count.
#pragma once

#include <string>
#include <vector>

#include "insights/path_cleaning.h"
#include "insights/web/web_scope.h"
#include "query/date_range.h"
#include "query/sql/event_rows.h"

namespace leapfrog::insights {

// The period asked for and, when comparing, the one before.
Result<std::vector<query::ResolvedRange>> periods_of(const query::Asking& asking, const WebScope& web);

inline constexpr std::string_view is_view = "e.event IN ('$pageview', '$screen')";

// The rows of such sessions in `range` that meet the question's filters. What counts among them is for the
// caller to add: views, conversions, clicks.
Result<query::EventRows> visit_rows(const query::Asking& asking, query::Bindings& bindings,
                                    const WebScope& web, const query::ResolvedRange& range);

// The condition of the goal; "0" without one.
Result<std::string> goal_condition(query::EventRows& rows, const WebScope& web);

// A fact of the event's session, by name: one of query::session_facts().
std::string session_fact(query::EventRows& rows, std::string_view name);

// Nullable(String): null for none and for ''.
std::string event_text(query::EventRows& rows, std::string_view property);

// A path as the question shows it.
std::string shown_path(query::EventRows& rows, const WebScope& web, std::string path);

// {"numerator": 1, "denominator": 10}
json::object sampling_json(const WebScope& web);

}  // namespace leapfrog::insights
