#include "http/json_body.h"

#include <fmt/format.h>

#include <algorithm>

namespace leapfrog::http {
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

Result<std::string> checked_text(std::string_view text, std::string_view field, std::size_t max_characters) {
  const auto trimmed = trim(text);
  if (characters(trimmed) > max_characters)
    return invalid(fmt::format("Ensure this field has no more than {} characters.", max_characters),
                   std::string(field), "max_length");
  if (has_control(trimmed)) return invalid("Control characters are not allowed.", std::string(field));
  return std::string(trimmed);
}

}  // namespace

Result<json::object> json_body(const Request& request) {
  if (trim(request.body).empty()) return json::object();
  auto body = TRY(parse_json(request.body));
  if (!body.is_object()) return invalid("Expected a JSON object.", "", "parse_error");
  return std::move(body.get_object());
}

Result<std::optional<std::string>> optional_text(const json::object& body, std::string_view field,
                                                 std::size_t max_characters) {
  const auto text = TRY(optional_string(body, field));
  if (!text) return std::nullopt;
  return TRY(checked_text(*text, field, max_characters));
}

Result<std::optional<std::vector<std::string>>> optional_tags(const json::object& body) {
  const auto* value = body.if_contains("tags");
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (!value->is_array() || value->get_array().size() > max_tags)
    return invalid(fmt::format("Expected a list of at most {} tags.", max_tags), "tags");
  std::vector<std::string> tags;
  for (const auto& item : value->get_array()) {
    if (!item.is_string()) return invalid("Every tag is a string.", "tags");
    auto tag = TRY(checked_text(item.get_string(), "tags", max_tag_characters));
    std::ranges::transform(tag, tag.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (!tag.empty() && std::ranges::find(tags, tag) == tags.end()) tags.push_back(std::move(tag));
  }
  return tags;
}

Result<std::optional<bool>> flag_parameter(const Request& request, std::string_view name) {
  const auto text = request.query.get(name);
  if (text.empty()) return std::nullopt;
  if (text == "true" || text == "True" || text == "1") return true;
  if (text == "false" || text == "False" || text == "0") return false;
  return invalid("Expected true or false.", std::string(name));
}

}  // namespace leapfrog::http
