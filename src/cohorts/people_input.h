// Who is to be put into a list, as requests name people: a CSV, uuids, distinct ids or emails.
#pragma once

#include "accounts/accounts.h"
#include "base/uuid.h"
#include "http/message.h"

namespace leapfrog::cohorts {

// A body as JSON, also when it came as a form with files: its fields, and the text of the file `csv`.
struct CohortBody {
  json::object fields;
  std::optional<std::string> csv;
};
Result<CohortBody> read_body(const http::Request& request);

// The people whom the body's csv and `_create_static_person_ids` name; nothing when it has neither. Who is
// not known is left out. `people` is the database of persons.
Result<std::optional<std::vector<Uuid>>> people_given(meta::Database& people, accounts::ProjectId project,
                                                      const CohortBody& body);

// The uuids of a list field. Errors: `invalid` with the place of what is none.
Result<std::vector<Uuid>> uuids_in(const json::object& body, std::string_view field);

}  // namespace leapfrog::cohorts
