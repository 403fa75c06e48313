#include "base/json.h"

#include <boost/json/src.hpp>

#include <fmt/format.h>

namespace leapfrog {

Result<json::value> parse_json(std::string_view text, JsonLimits limits, json::storage_ptr memory) {
  json::parse_options options;
  options.max_depth = limits.depth;
  json::stream_parser parser(std::move(memory), options);
  json::error_code error;
  const auto consumed = parser.write(text.data(), text.size(), error);
  if (!error) parser.finish(error);
  if (error)
    return invalid(fmt::format("JSON parse error at byte {}: {}.", consumed, error.message()), "",
                   "parse_error");
  return parser.release();
}

namespace {

const json::value* present(const json::object& object, std::string_view field) {
  const auto* value = object.if_contains(field);
  return value == nullptr || value->is_null() ? nullptr : value;
}

Failure wrong_type(std::string_view field, std::string_view wanted) {
  return invalid(fmt::format("Expected {}.", wanted), std::string(field), "invalid_input");
}

}  // namespace

Result<std::optional<std::string>> optional_string(const json::object& object, std::string_view field) {
  const auto* value = present(object, field);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) return wrong_type(field, "a string");
  return std::string(value->get_string());
}

Result<std::optional<std::int64_t>> optional_int(const json::object& object, std::string_view field) {
  const auto* value = present(object, field);
  if (value == nullptr) return std::nullopt;
  if (!value->is_int64()) return wrong_type(field, "a whole number");
  return value->get_int64();
}

Result<std::optional<bool>> optional_bool(const json::object& object, std::string_view field) {
  const auto* value = present(object, field);
  if (value == nullptr) return std::nullopt;
  if (!value->is_bool()) return wrong_type(field, "true or false");
  return value->get_bool();
}

Result<std::string> required_string(const json::object& object, std::string_view field) {
  auto value = TRY(optional_string(object, field));
  if (!value) return invalid("This field is required.", std::string(field), "required");
  return *std::move(value);
}

std::string_view string_or_empty(const json::object& object, std::string_view field) {
  const auto* value = object.if_contains(field);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

namespace {

void write_text(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::double_:
      fmt::format_to(std::back_inserter(out), "{}", value.get_double());
      return;
    case json::kind::array: {
      out += '[';
      for (const auto& element : value.get_array()) {
        write_text(out, element);
        out += ',';
      }
      if (out.back() == ',') out.pop_back();
      out += ']';
      return;
    }
    case json::kind::object: {
      out += '{';
      for (const auto& [key, member] : value.get_object()) {
        out += json::serialize(key);
        out += ':';
        write_text(out, member);
        out += ',';
      }
      if (out.back() == ',') out.pop_back();
      out += '}';
      return;
    }
    case json::kind::string:
      out += json::serialize(value.get_string());
      return;
    default:
      out += json::serialize(value);
      return;
  }
}

}  // namespace

std::string to_text(const json::value& value) {
  std::string out;
  write_text(out, value);
  return out;
}

}  // namespace leapfrog
