// Which values fit which type of variable, and what a variable is called in statements. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace leapfrog::sql_variables {

constexpr std::size_t max_value_characters = 2'000;
constexpr std::size_t max_list_values = 500;

// String, Number, Boolean, Date or List.
bool is_type(std::string_view type);

// "Least Amount!" is {variables.least_amount}; "" when nothing of a name can be written there.
std::string code_name_of(std::string_view name);

// The values of a List. Errors: `invalid` with attr values.
Result<std::vector<std::string>> checked_values(const json::value& value);

// null fits every type; a List takes one of its values, a Date what begins as 2026-11-03 does. Errors:
// `invalid` with attr default_value.
Result<> check_default(std::string_view type, const json::value& value,
                       const std::vector<std::string>& values);

}  // namespace leapfrog::sql_variables
