#include "query/sql/user_expression.h"

#include <fmt/format.h>

namespace leapfrog::query {

Result<std::string> user_expression(const Asking&, std::string_view, const std::string& path) {
  return invalid(fmt::format("{} is an expression of SQL, which queries cannot hold yet.", path), path);
}

}  // namespace leapfrog::query
