// Request bodies of this slice: JSON objects and the fields they share.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/json_body.h"

namespace leapfrog::accounts {

constexpr std::size_t max_name_characters = 200;

inline Result<json::object> body_object(const http::Request& request) { return http::json_body(request); }
using http::optional_text;

// A name people read: trimmed, 1 to `max_name_characters`, no control characters. `required` when absent.
Result<std::string> required_name(const json::object& body, std::string_view field);
// The same when present.
Result<std::optional<std::string>> optional_name(const json::object& body, std::string_view field);

}  // namespace leapfrog::accounts
