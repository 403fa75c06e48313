// The OpenAPI 3.1 document of a route table.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/router.h"

namespace leapfrog::http {

using NamedSchema = std::pair<std::string, json::value>;

// Where two patterns differ only in a parameter's type ({id} and {id:int}), the one added first is described:
// the format has no way to tell them apart.
json::value openapi_document(const std::vector<std::unique_ptr<Route>>& routes,
                             const std::vector<NamedSchema>& schemas, std::string_view version);

}  // namespace leapfrog::http
