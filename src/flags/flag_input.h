// What people send to make or change a flag, checked with errors that say what to mend.
#pragma once

#include <optional>
#include <vector>

#include "base/json.h"
#include "flags/flag_record.h"

namespace leapfrog::flags {

// `fields` with what `body` says applied; what it does not mention stays. Errors: `invalid` with the field in
// attr.
Result<json::object> changed_fields(const json::object& fields, const json::object& body);

// A body as a JSON object; empty counts as {}.
Result<json::object> object_in_body(std::string_view body);

}  // namespace leapfrog::flags
