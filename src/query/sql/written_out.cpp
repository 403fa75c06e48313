#include "query/sql/written_out.h"

#include <fmt/format.h>

#include <algorithm>

namespace leapfrog::query {
namespace {

// Texts come with the escapes that both forms share.
std::string literal(std::string_view type, std::string_view value) {
  if (type != "String") return fmt::format("CAST({}, '{}')", value, type);
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'') text += '\\';
    text += c;
  }
  return text + "'";
}

}  // namespace

std::string written_out(std::string_view sql, const events::Settings& parameters) {
  std::string out;
  for (std::size_t at = 0; at < sql.size();) {
    const auto open = std::min(sql.find('{', at), sql.size());
    out += sql.substr(at, open - at);
    at = open;
    if (open == sql.size()) break;
    const auto end = sql.find('}', open);
    const auto inside =
        end == std::string_view::npos ? std::string_view() : sql.substr(open + 1, end - open - 1);
    const auto colon = std::min(inside.find(':'), inside.size());
    const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const auto& parameter) {
      return parameter.first == inside.substr(0, colon);
    });
    if (colon == inside.size() || found == parameters.end()) {
      out += '{';
      at = open + 1;
      continue;
    }
    out += literal(inside.substr(colon + 1), found->second);
    at = end + 1;
  }
  return out;
}

}  // namespace leapfrog::query
