// Request bodies of this slice: JSON objects and the fields they share.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace leapfrog::accounts {

constexpr std::size_t max_name_characters = 200;

// The body as a JSON object; an empty body is an empty object. Errors: `invalid` with code parse_error.
Result<json::object> body_object(const http::Request& request);

// A name people read: trimmed, 1 to `max_name_characters`, no control characters. `required` when absent.
Result<std::string> required_name(const json::object& body, std::string_view field);
// The same when present.
Result<std::optional<std::string>> optional_name(const json::object& body, std::string_view field);
// May be empty: first and last names.
Result<std::optional<std::string>> optional_text(const json::object& body, std::string_view field,
                                                 std::size_t max_characters);

}  // namespace leapfrog::accounts
