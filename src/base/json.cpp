#include "base/json.h"

#include <boost/json/src.hpp>

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>

namespace leapfrog {

namespace {

// simdjson reads, because Boost.JSON 1.81 gets the last bit of one fraction in five wrong; the tree is
// Boost's.
json::value build(const simdjson::dom::element& element, const json::storage_ptr& memory) {
  using Type = simdjson::dom::element_type;
  switch (element.type()) {
    case Type::OBJECT: {
      const auto source = element.get_object().value_unsafe();
      json::object object(memory);
      object.reserve(source.size());
      for (const auto field : source) object.insert_or_assign(field.key, build(field.value, memory));
      return object;
    }
    case Type::ARRAY: {
      const auto source = element.get_array().value_unsafe();
      json::array array(memory);
      array.reserve(source.size());
      for (const auto item : source) array.push_back(build(item, memory));
      return array;
    }
    case Type::STRING:
      return json::value(element.get_string().value_unsafe(), memory);
    case Type::INT64:
      return json::value(element.get_int64().value_unsafe(), memory);
    case Type::UINT64:
      return json::value(element.get_uint64().value_unsafe(), memory);
    case Type::DOUBLE:
      return json::value(element.get_double().value_unsafe(), memory);
    case Type::BOOL:
      return json::value(element.get_bool().value_unsafe(), memory);
    case Type::NULL_VALUE:
      return json::value(nullptr, memory);
  }
  return json::value(nullptr, memory);
}

// A reader and its buffers, kept by each thread; what one huge text made them grow to is given back.
struct Reader {
  static constexpr std::size_t kept_bytes = 1 << 20;
  simdjson::dom::parser parser;
  std::size_t depth = 0;

  simdjson::simdjson_result<simdjson::dom::element> read(std::string_view text, std::size_t max_depth) {
    if (parser.capacity() < text.size() || parser.capacity() > kept_bytes || depth != max_depth) {
      depth = max_depth;
      const auto error = parser.allocate(std::max<std::size_t>(text.size(), 4096), max_depth);
      if (error) return error;
    }
    if (text.empty()) return simdjson::EMPTY;  // a null view's data must not reach the parser's memcpy
    return parser.parse(text.data(), text.size());
  }
};

bool fits_64_bits(std::string_view whole_number) {
  std::int64_t small = 0;
  std::uint64_t large = 0;
  const auto *first = whole_number.data(), *last = first + whole_number.size();
  return std::from_chars(first, last, small).ec == std::errc() ||
         std::from_chars(first, last, large).ec == std::errc();
}

// Gives whole numbers beyond 64 bits, which simdjson refuses, an exponent of zero: they are read as the
// nearest double then, as browsers do.
std::string with_large_numbers_as_fractions(std::string_view text) {
  constexpr std::string_view number_characters = "+-.0123456789eE";
  std::string out;
  out.reserve(text.size() + 64);
  for (std::size_t at = 0; at < text.size();) {
    auto end = at + 1;
    const bool number = text[at] == '-' || (text[at] >= '0' && text[at] <= '9');
    if (text[at] == '"') {
      while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
      end = std::min(end + 1, text.size());
    } else if (number) {
      end = std::min(text.find_first_not_of(number_characters, at), text.size());
    }
    const auto token = text.substr(at, end - at);
    out += token;
    if (number && token.find_first_of(".eE") == std::string_view::npos && !fits_64_bits(token)) out += "e0";
    at = end;
  }
  return out;
}

}  // namespace

Result<json::value> parse_json(std::string_view text, JsonLimits limits, json::storage_ptr memory) {
  thread_local Reader reader;
  // The innermost scalar of a value at the limit takes one level more in simdjson's counting.
  auto element = reader.read(text, limits.depth + 1);
  if (element.error() == simdjson::BIGINT_ERROR || element.error() == simdjson::NUMBER_ERROR)
    element = reader.read(with_large_numbers_as_fractions(text), limits.depth + 1);
  if (element.error()) {
    return invalid(fmt::format("JSON parse error: {}", simdjson::error_message(element.error())), "",
                   "parse_error");
  }
  return build(element.value_unsafe(), memory);
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
