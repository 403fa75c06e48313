#include "persons/stored_properties.h"

#include <simdjson.h>

#include <fmt/format.h>

namespace leapfrog::persons {
namespace {

// Not Boost.JSON's parser: the one of 1.81 may be off by one unit in the last place of a fraction.
json::value converted(simdjson::dom::element element) {
  using simdjson::dom::element_type;
  switch (element.type()) {
    case element_type::OBJECT: {
      const auto object = element.get_object().value_unsafe();
      json::object out;
      out.reserve(object.size());
      for (const auto field : object) out.emplace(field.key, converted(field.value));
      return out;
    }
    case element_type::ARRAY: {
      const auto array = element.get_array().value_unsafe();
      json::array out;
      out.reserve(array.size());
      for (const auto item : array) out.push_back(converted(item));
      return out;
    }
    case element_type::STRING:
      return json::string(element.get_string().value_unsafe());
    case element_type::INT64:
      return element.get_int64().value_unsafe();
    case element_type::UINT64:
      return element.get_uint64().value_unsafe();
    case element_type::DOUBLE:
      return element.get_double().value_unsafe();
    case element_type::BOOL:
      return element.get_bool().value_unsafe();
    default:
      return nullptr;
  }
}

}  // namespace

std::string write_properties(const json::object& properties) { return json::serialize(properties); }

Result<Properties> read_properties(std::string_view text) {
  if (text == "{}") return no_properties();
  thread_local simdjson::dom::parser parser;
  simdjson::dom::element root;
  const auto error = parser.parse(text.data(), text.size()).get(root);
  if (error || !root.is_object())
    return internal_error(fmt::format("Stored properties cannot be read: {}.",
                                      error ? simdjson::error_message(error) : "not an object"));
  return std::make_shared<const json::object>(std::move(converted(root).get_object()));
}

}  // namespace leapfrog::persons
