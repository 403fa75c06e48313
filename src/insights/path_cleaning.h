// Paths and addresses with what varies in them replaced ("/project/42" → "/project/:id"), by rules that a
// project or a question has.
#pragma once

#include <string>
#include <vector>

#include "query/asking.h"

namespace leapfrog::insights {

// What is replaced by what in the names of pages.
struct CleaningRule {
  std::string regex;
  std::string alias;
  std::int64_t order = 0;
};

// A project's or a query's list of {regex, alias, order}; in their order.
Result<std::vector<CleaningRule>> parse_rules(const json::value& list, const std::string& path);

// The project's own; none where they cannot be read.
std::vector<CleaningRule> project_rules(const query::Asking& asking);

// `text` (an expression) with each rule applied in turn, on all that it fits.
std::string cleaned(std::string text, const std::vector<CleaningRule>& rules, query::Bindings& bindings);

}  // namespace leapfrog::insights
