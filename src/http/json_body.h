// Bodies of requests as JSON objects, and the fields that many resources share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace leapfrog::http {

// The body as a JSON object; an empty body is an empty object. Errors: `invalid` with code parse_error.
Result<json::object> json_body(const Request& request);

// A text people write, trimmed; may be empty. Errors: `max_length`, and control characters other than line
// ends and tabs.
Result<std::optional<std::string>> optional_text(const json::object& body, std::string_view field,
                                                 std::size_t max_characters);

// `tags`: words people sort things by, trimmed, in lower case, each once.
constexpr std::size_t max_tags = 50;
constexpr std::size_t max_tag_characters = 100;
Result<std::optional<std::vector<std::string>>> optional_tags(const json::object& body);

// A parameter of the query that is true or false in one of the usual spellings; nothing when absent or empty.
Result<std::optional<bool>> flag_parameter(const Request& request, std::string_view name);

}  // namespace leapfrog::http
