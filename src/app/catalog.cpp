#include "app/catalog.h"

#include "actions/actions.h"
#include "sql_variables/sql_variables.h"

namespace leapfrog::app {
namespace {

class SliceCatalog final : public query::Catalog {
 public:
  SliceCatalog(meta::Database& database, cohorts::Uses& uses) : database_(database), uses_(uses) {}

  Result<std::optional<query::Action>> action(accounts::ProjectId project, std::int64_t id) const override {
    const auto found = TRY(actions::find_action(database_, project, id));
    if (!found) return std::nullopt;
    return TRY(actions::query_form(*found));
  }
  Result<std::vector<query::Action>> actions(accounts::ProjectId project, std::size_t limit) const override {
    std::vector<query::Action> list;
    for (const auto& found : TRY(actions::first_actions(database_, project, limit)))
      list.push_back(TRY(actions::query_form(found)));
    return list;
  }
  Result<std::optional<query::Cohort>> cohort(accounts::ProjectId project, std::int64_t id) const override {
    uses_.note(id, system_clock().now());
    return cohorts::find_cohort(database_, project, id);
  }
  Result<std::vector<query::Cohort>> static_cohorts(accounts::ProjectId project) const override {
    return cohorts::static_cohorts(database_, project);
  }
  Result<std::optional<query::Variable>> variable(accounts::ProjectId project,
                                                  std::string_view code_name) const override {
    return sql_variables::find_variable(database_, project, code_name);
  }

 private:
  meta::Database& database_;
  cohorts::Uses& uses_;
};

}  // namespace

std::unique_ptr<query::Catalog> open_catalog(meta::Database& database, cohorts::Uses& uses) {
  return std::make_unique<SliceCatalog>(database, uses);
}

}  // namespace leapfrog::app
