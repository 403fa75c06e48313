// What the JSON parser leaves unchecked in values it does not convert: the escapes of strings and the form of
// numbers.
#pragma once

#include <string_view>

namespace leapfrog::capture {

// Whether every escape is one of JSON's and every surrogate has its partner. `text` stands between the
// quotes.
bool valid_escapes(std::string_view text);

enum class NumberForm { malformed, small_integer, fits, big_integer, maybe_out_of_range };

// The grammar of JSON numbers. small_integer: up to 18 digits. fits: what 64 bits or a double hold.
// big_integer: has more digits than 64 bits hold. maybe_out_of_range: only a conversion can tell whether a
// double holds it.
NumberForm number_form(std::string_view text);

}  // namespace leapfrog::capture
