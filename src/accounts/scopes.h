// Scopes of personal API keys: "<object>:read", "<object>:write" or "*".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/accounts.h"

namespace leapfrog::accounts {

// The objects a scope may name. A slice that adds routes adds its object in scopes.cpp.
std::span<const std::string_view> scope_objects();

bool is_scope(std::string_view scope);

// Whether a key with `held` may do what asks for `wanted`. "*" holds all, write includes read.
bool allows(const std::vector<std::string>& held, std::string_view wanted);

// The least role that may do what asks for `scope`: a viewer reads, a member writes.
Role role_for(std::string_view scope);

// Keeps the order, drops repetitions. Errors: `invalid` with attr "scopes" for an empty list or an unknown
// scope.
Result<std::vector<std::string>> checked_scopes(const json::value& value);

}  // namespace leapfrog::accounts
