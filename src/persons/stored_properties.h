// Properties as the store keeps them: JSON text. Reading gives back exactly what was written, down to the
// last bit of a fraction and the order of the keys, because a batch that is replayed must see what it saw
// before.
#pragma once

#include <string>
#include <string_view>

#include "persons/state.h"

namespace leapfrog::persons {

std::string write_properties(const json::object& properties);
// An error when the text is not a JSON object, which only a damaged database can hold.
Result<Properties> read_properties(std::string_view text);

}  // namespace leapfrog::persons
