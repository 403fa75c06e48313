#include "app/catalog.h"

#include "actions/actions.h"

namespace leapfrog::app {
namespace {

query::TextMatching matching_of(actions::Matching matching) {
  switch (matching) {
    case actions::Matching::exact:
      return query::TextMatching::exact;
    case actions::Matching::contains:
      return query::TextMatching::contains;
    case actions::Matching::regex:
      return query::TextMatching::regex;
  }
  return query::TextMatching::exact;
}

std::optional<query::TextCondition> condition_of(const std::optional<actions::TextCondition>& condition) {
  if (!condition) return std::nullopt;
  return query::TextCondition{condition->text, matching_of(condition->matching)};
}

Result<query::ActionStep> step_of(const actions::ActionStep& step) {
  query::ActionStep out;
  out.event = step.event;
  out.tag_name = step.tag_name;
  out.text = condition_of(step.text);
  out.href = condition_of(step.href);
  out.url = condition_of(step.url);
  out.selector_regex = actions::selector_regex(step);
  out.properties = TRY(query::parse_filters(json::value(step.properties), "properties"));
  return out;
}

class SliceCatalog final : public query::Catalog {
 public:
  explicit SliceCatalog(meta::Database& database) : database_(database) {}

  Result<std::optional<query::Action>> action(accounts::ProjectId project, std::int64_t id) const override {
    const auto found = TRY(actions::find_action(database_, project, id));
    if (!found) return std::nullopt;
    query::Action action{found->id, found->name, {}};
    for (const auto& step : found->steps) action.steps.push_back(TRY(step_of(step)));
    return action;
  }
  Result<std::optional<query::Cohort>> cohort(accounts::ProjectId, std::int64_t) const override {
    return std::nullopt;
  }

 private:
  meta::Database& database_;
};

}  // namespace

std::unique_ptr<query::Catalog> open_catalog(meta::Database& database) {
  return std::make_unique<SliceCatalog>(database);
}

}  // namespace leapfrog::app
