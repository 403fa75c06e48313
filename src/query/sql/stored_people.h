// People as they are now, by the engine's copies: for pages of events and for the people behind a number.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "accounts/projects.h"
#include "base/json.h"
#include "query/sql/statement.h"

namespace leapfrog::query {

struct StoredPerson {
  std::string id;
  bool is_identified = false;
  std::string created_at;  // ISO 8601
  json::object properties;
  std::vector<std::string> distinct_ids;  // the first hundred
};
using StoredPeople = std::map<std::string, StoredPerson>;  // by id

// How statements are run: by a question within its limits, or by the engine itself.
using ReadRows = std::function<Result<std::vector<json::array>>(const Statement&)>;

// Who people, by their uuids as events have them, are after the merges since: those who became somebody else.
// One statement.
Result<std::map<std::string, std::string>> merged_people(const ReadRows& rows, accounts::ProjectId project,
                                                         std::vector<std::string> ids);

// By their uuids, which are ours or the engine's; whoever has no profile is left out. Two statements.
Result<StoredPeople> read_stored_people(const ReadRows& rows, accounts::ProjectId project,
                                        std::vector<std::string> ids);

}  // namespace leapfrog::query
