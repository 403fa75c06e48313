#include "accounts/input.h"

#include <fmt/format.h>

#include <algorithm>

namespace leapfrog::accounts {
namespace {

std::string_view trim(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < ' ' && c != '\n' && c != '\t') || byte == 0x7f;
  });
}

}  // namespace

Result<json::object> body_object(const http::Request& request) {
  if (trim(request.body).empty()) return json::object();
  auto body = TRY(parse_json(request.body));
  if (!body.is_object()) return invalid("Expected a JSON object.", "", "parse_error");
  return std::move(body.get_object());
}

Result<std::optional<std::string>> optional_text(const json::object& body, std::string_view field,
                                                 std::size_t max_characters) {
  const auto text = TRY(optional_string(body, field));
  if (!text) return std::nullopt;
  const auto trimmed = trim(*text);
  if (characters(trimmed) > max_characters)
    return invalid(fmt::format("Ensure this field has no more than {} characters.", max_characters),
                   std::string(field), "max_length");
  if (has_control(trimmed)) return invalid("Control characters are not allowed.", std::string(field));
  return std::string(trimmed);
}

Result<std::optional<std::string>> optional_name(const json::object& body, std::string_view field) {
  auto name = TRY(optional_text(body, field, max_name_characters));
  if (name && name->empty()) return invalid("This field may not be blank.", std::string(field), "blank");
  return name;
}

Result<std::string> required_name(const json::object& body, std::string_view field) {
  auto name = TRY(optional_name(body, field));
  if (!name) return invalid("This field is required.", std::string(field), "required");
  return *std::move(name);
}

}  // namespace leapfrog::accounts
