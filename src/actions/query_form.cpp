// Actions as the query slice takes them.
#include "actions/actions.h"

namespace leapfrog::actions {
namespace {

query::TextMatching matching_of(Matching matching) {
  switch (matching) {
    case Matching::exact:
      return query::TextMatching::exact;
    case Matching::contains:
      return query::TextMatching::contains;
    case Matching::regex:
      return query::TextMatching::regex;
  }
  return query::TextMatching::exact;
}

std::optional<query::TextCondition> condition_of(const std::optional<TextCondition>& condition) {
  if (!condition) return std::nullopt;
  return query::TextCondition{condition->text, matching_of(condition->matching)};
}

}  // namespace

Result<query::Action> query_form(const Action& action) {
  query::Action out{action.id, action.name, {}, action.updated_at};
  for (const auto& step : action.steps) {
    query::ActionStep& made = out.steps.emplace_back();
    made.event = step.event;
    made.tag_name = step.tag_name;
    made.text = condition_of(step.text);
    made.href = condition_of(step.href);
    made.url = condition_of(step.url);
    made.selector_regex = selector_regex(step);
    made.properties = TRY(query::parse_filters(json::value(step.properties), "properties"));
  }
  return out;
}

}  // namespace leapfrog::actions
