#include "app/catalog.h"

namespace leapfrog::app {
namespace {

class SliceCatalog final : public query::Catalog {
 public:
  Result<std::optional<query::Action>> action(accounts::ProjectId, std::int64_t) const override {
    return std::nullopt;
  }
  Result<std::optional<query::Cohort>> cohort(accounts::ProjectId, std::int64_t) const override {
    return std::nullopt;
  }
};

}  // namespace

std::unique_ptr<query::Catalog> open_catalog() { return std::make_unique<SliceCatalog>(); }

}  // namespace leapfrog::app
