#include "app/catalog.h"

#include "actions/actions.h"

namespace leapfrog::app {
namespace {

class SliceCatalog final : public query::Catalog {
 public:
  explicit SliceCatalog(meta::Database& database) : database_(database) {}

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
