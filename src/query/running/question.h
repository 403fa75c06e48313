// A question as it came in, read as far as it takes to know which one it is.
#pragma once

#include <span>
#include <string>

#include "query/asking.h"

namespace leapfrog::query {

struct Question {
  accounts::ProjectAccess access;
  json::object query;  // without wrappers such as InsightVizNode
  const Kind* kind = nullptr;
  std::string canonical;
  std::string hash;  // of the canonical form
  std::string name;  // what the client calls it, for the log

  accounts::ProjectId project() const { return access.id(); }
};

// SQL gives its rows in the order that its ORDER BY says, or in none: their order says nothing.
bool any_order(const Question& question);

// Errors: `invalid` with an attr that begins with "query".
Result<Question> read_question(const accounts::ProjectAccess& access, const json::value& query,
                               std::span<const Kind> kinds);

}  // namespace leapfrog::query
