// What queries name: actions and cohorts by number, variables by their code name. Queries stand below the
// slices that keep them, so those hand them in through this.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/projects.h"
#include "base/result.h"
#include "base/time.h"
#include "query/filter.h"

namespace leapfrog::query {

enum class TextMatching : std::uint8_t { exact, contains, regex };

struct TextCondition {
  std::string text;
  TextMatching matching = TextMatching::exact;
};

// All that is set must hold.
struct ActionStep {
  std::optional<std::string> event;
  std::optional<std::string> tag_name;
  std::optional<TextCondition> text;
  std::optional<TextCondition> href;
  std::optional<TextCondition> url;
  std::string selector_regex;  // over the elements chain; "" when there is no selector
  FilterNode properties;
};

// Any of the steps must hold.
struct Action {
  std::int64_t id = 0;
  std::string name;
  std::vector<ActionStep> steps;
  Instant changed_at;  // grows with every change
};

struct Cohort {
  std::int64_t id = 0;
  std::string name;
  // Of the membership in the engine's cohort_people. Must grow with every change of who belongs: answers that
  // were computed with another version are out of date.
  std::int64_t version = 0;
};

// What SQL writes as {variables.code_name}.
struct Variable {
  std::string code_name;
  std::string value;  // JSON: what stands for it where a question gives nothing
};

class Catalog {
 public:
  virtual ~Catalog() = default;
  // Nothing when the project has none with that number, or deleted it.
  virtual Result<std::optional<Action>> action(accounts::ProjectId project, std::int64_t id) const = 0;
  // `limit` of them at most, in order of their names.
  virtual Result<std::vector<Action>> actions(accounts::ProjectId project, std::size_t limit) const = 0;
  virtual Result<std::optional<Cohort>> cohort(accounts::ProjectId project, std::int64_t id) const = 0;
  // The lists that people made, of those that were counted.
  virtual Result<std::vector<Cohort>> static_cohorts(accounts::ProjectId project) const = 0;
  virtual Result<std::optional<Variable>> variable(accounts::ProjectId project,
                                                   std::string_view code_name) const = 0;
};

}  // namespace leapfrog::query
