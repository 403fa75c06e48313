// JSON schemas of flat objects, for the OpenAPI document.
#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>

#include "base/json.h"

namespace leapfrog::http {

// `type` is JSON schema's word ("string", "integer", "object", …), "any", "Name" of a schema that the router
// knows, or "a|b" for one of some texts. "[]" behind it: a list of them; "?": or null.
json::object type_schema(std::string_view type);

// Fields and their types.
json::object object_schema(std::initializer_list<std::pair<std::string_view, std::string_view>> fields);

}  // namespace leapfrog::http
