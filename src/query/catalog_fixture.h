// For tests of questions that name no actions, cohorts or variables.
#pragma once

#include "query/catalog.h"

namespace leapfrog::query {

class NoCatalog final : public Catalog {
 public:
  Result<std::vector<Action>> actions(accounts::ProjectId, std::size_t) const override {
    return std::vector<Action>();
  }
  Result<std::optional<Action>> action(accounts::ProjectId, std::int64_t) const override {
    return std::nullopt;
  }
  Result<std::optional<Cohort>> cohort(accounts::ProjectId, std::int64_t) const override {
    return std::nullopt;
  }
  Result<std::vector<Cohort>> static_cohorts(accounts::ProjectId) const override {
    return std::vector<Cohort>();
  }
  Result<std::optional<Variable>> variable(accounts::ProjectId, std::string_view) const override {
    return std::nullopt;
  }
};

}  // namespace leapfrog::query
