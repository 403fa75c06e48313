#include "http/route_pattern.h"

#include "base/result.h"

namespace leapfrog::http {
namespace {

using Kind = PatternSegment::Kind;

PatternSegment parse_segment(std::string_view text) {
  CHECK(!text.empty());
  if (text.front() != '{') {
    CHECK(text.find_first_of("{}") == std::string_view::npos);
    return {Kind::literal, std::string(text)};
  }
  CHECK(text.back() == '}');
  auto name = text.substr(1, text.size() - 2);
  auto kind = Kind::any;
  if (name.ends_with(":int")) {
    kind = Kind::integer;
    name.remove_suffix(4);
  } else if (name.ends_with("...")) {
    kind = Kind::rest;
    name.remove_suffix(3);
  }
  CHECK(!name.empty() && name.find_first_of("{}:.") == std::string_view::npos);
  return {kind, std::string(name)};
}

}  // namespace

std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  if (path.empty()) return segments;
  while (true) {
    const auto end = path.find('/');
    segments.push_back(path.substr(0, end));
    if (end == std::string_view::npos) return segments;
    path.remove_prefix(end + 1);
  }
}

std::vector<PatternSegment> parse_pattern(std::string_view pattern) {
  CHECK(pattern.starts_with('/'));
  std::vector<PatternSegment> segments;
  for (const auto text : split_path(pattern)) {
    CHECK(segments.empty() || segments.back().kind != Kind::rest);
    segments.push_back(parse_segment(text));
  }
  return segments;
}

}  // namespace leapfrog::http
