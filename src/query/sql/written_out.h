// A statement of ours as it reads with its bound values in place.
#pragma once

#include <string>
#include <string_view>

#include "query/sql/statement.h"

namespace leapfrog::query {

// For the sandbox, which looks at a text as it runs.
std::string written_out(std::string_view sql, const events::Settings& parameters);

}  // namespace leapfrog::query
