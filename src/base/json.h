// JSON values (Boost.JSON) with the few reads that every parser of ours needs.
#pragma once

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace leapfrog {

namespace json = boost::json;

struct JsonLimits {
  std::size_t depth = 64;
};

// Strict JSON: UTF-8, no trailing commas, no comments, no lone surrogates. The error names the byte where
// reading stopped. `memory` lets a caller put the tree into an arena.
Result<json::value> parse_json(std::string_view text, JsonLimits limits = {}, json::storage_ptr memory = {});

// Typed reads of an object field. An absent field or null gives nullopt; another type is an `invalid` error
// whose attr is the field's name.
Result<std::optional<std::string>> optional_string(const json::object& object, std::string_view field);
Result<std::optional<std::int64_t>> optional_int(const json::object& object, std::string_view field);
Result<std::optional<bool>> optional_bool(const json::object& object, std::string_view field);
// As above, but absent is an error with code "required".
Result<std::string> required_string(const json::object& object, std::string_view field);

// The string field, or "" where it is absent or of another type: for input that is tolerated rather than
// checked.
std::string_view string_or_empty(const json::object& object, std::string_view field);

// JSON text with numbers as people write them: 1.5 and 3, where Boost's own writer gives 1.5E0 and 3E0.
std::string to_text(const json::value& value);

}  // namespace leapfrog
