// Fields of request bodies that the resources of this slice share, checked and bounded.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace leapfrog::dashboards {

constexpr std::size_t max_name_characters = 400;
constexpr std::size_t max_text_characters = 8000;
constexpr std::size_t max_json_bytes = 200'000;
constexpr std::size_t max_tags = 50;

// An empty body is an empty object. Errors: `invalid` with code parse_error.
Result<json::object> body_object(const http::Request& request);

// Text of at most `max_characters` bytes; null reads as "". Nothing when the field is absent.
Result<std::optional<std::string>> optional_text(const json::object& body, std::string_view field,
                                                 std::size_t max_characters);
// The field as JSON text when it is an object; null reads as `empty`. Nothing when the field is absent.
Result<std::optional<std::string>> optional_object(const json::object& body, std::string_view field,
                                                   std::string_view empty);
// Tags as a JSON list of trimmed, different, lower-case strings.
Result<std::optional<std::string>> optional_tags(const json::object& body);

// JSON text that this slice wrote itself.
json::value stored_json(std::string_view text);

// The parameter as true ("1", "t", "true", in any case) or false; nothing when it is absent.
std::optional<bool> flag_parameter(const http::Request& request, std::string_view name);

// An id in digits; nothing for what is none.
std::optional<std::int64_t> parse_id(std::string_view text);

}  // namespace leapfrog::dashboards
