#include "dashboards/request_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace leapfrog::dashboards {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

Result<json::object> body_object(const http::Request& request) {
  if (request.body.empty()) return json::object();
  auto value = TRY(parse_json(request.body));
  if (!value.is_object()) return invalid("Expected a JSON object.", "", "parse_error");
  return std::move(value.get_object());
}

Result<std::optional<std::string>> optional_text(const json::object& body, std::string_view field,
                                                 std::size_t max_characters) {
  const auto* value = body.if_contains(field);
  if (value == nullptr) return std::nullopt;
  if (value->is_null()) return std::string();
  if (!value->is_string()) return invalid("Expected a string.", std::string(field));
  const std::string text(trimmed(value->get_string()));
  if (text.size() > max_characters)
    return invalid(fmt::format("Ensure this field has no more than {} characters.", max_characters),
                   std::string(field), "max_length");
  return text;
}

Result<std::optional<std::string>> optional_object(const json::object& body, std::string_view field,
                                                   std::string_view empty) {
  const auto* value = body.if_contains(field);
  if (value == nullptr) return std::nullopt;
  if (value->is_null()) return std::string(empty);
  if (!value->is_object()) return invalid("Expected an object.", std::string(field));
  auto text = to_text(*value);
  if (text.size() > max_json_bytes) return invalid("This object is too large.", std::string(field));
  return text;
}

Result<std::optional<std::string>> optional_tags(const json::object& body) {
  const auto* value = body.if_contains("tags");
  if (value == nullptr) return std::nullopt;
  if (!value->is_array() || value->get_array().size() > max_tags)
    return invalid(fmt::format("Expected a list of at most {} tags.", max_tags), "tags");
  json::array tags;
  for (const auto& item : value->get_array()) {
    if (!item.is_string() || item.get_string().size() > max_name_characters)
      return invalid("Every tag is a short string.", "tags");
    const json::value tag(lower(trimmed(item.get_string())));
    if (!tag.get_string().empty() && std::ranges::find(tags, tag) == tags.end()) tags.push_back(tag);
  }
  return to_text(tags);
}

json::value stored_json(std::string_view text) {
  auto value = parse_json(text);
  CHECK(value.has_value());
  return *std::move(value);
}

std::optional<bool> flag_parameter(const http::Request& request, std::string_view name) {
  if (!request.query.has(name)) return std::nullopt;
  const auto text = lower(request.query.get(name));
  return text == "true" || text == "1" || text == "t" || text.empty();
}

std::optional<std::int64_t> parse_id(std::string_view text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size() || id <= 0) return std::nullopt;
  return id;
}

}  // namespace leapfrog::dashboards
