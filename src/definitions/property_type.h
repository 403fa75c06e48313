// What a value says about the type of its property. Pure.
#pragma once

#include "definitions/definitions.h"

namespace leapfrog::definitions {

// Nothing for null, lists and objects. Campaign parameters, answers to surveys and values of flags are text
// whatever they look like.
std::optional<PropertyType> detect_type(std::string_view name, const json::value& value);

// A date, or a date and a time, as ISO 8601 and SQL write them.
bool looks_like_time(std::string_view text);

}  // namespace leapfrog::definitions
