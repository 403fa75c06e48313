// An expression of SQL that a person wrote, as part of a statement of ours.
#pragma once

#include <string>
#include <string_view>

#include "query/asking.h"

namespace leapfrog::query {

// The expression in the engine's own words, over a row `e` of events, once it is known to be harmless. `path`
// names it in errors.
Result<std::string> user_expression(const Asking& asking, std::string_view text, const std::string& path);

}  // namespace leapfrog::query
