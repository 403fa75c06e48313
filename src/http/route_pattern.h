// A route's pattern taken apart: "/api/projects/{project_id:int}/files/{path...}".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace leapfrog::http {

struct PatternSegment {
  enum class Kind : std::uint8_t { literal, integer, any, rest };
  Kind kind = Kind::literal;
  std::string text;  // the literal, or the parameter's name
};

// CHECKs what only a programmer can get wrong: no leading slash, empty or unclosed segments, `{name...}` not
// last.
std::vector<PatternSegment> parse_pattern(std::string_view pattern);

// The path's segments, still percent-encoded; one trailing slash does not count. "/" has none.
std::vector<std::string_view> split_path(std::string_view path);

}  // namespace leapfrog::http
