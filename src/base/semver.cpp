#include "base/semver.h"

#include <algorithm>
#include <charconv>

namespace leapfrog {
namespace {

constexpr std::size_t max_digits = 15;  // numbers stay exact where SDKs keep them in doubles

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  if (!text.empty() && (text.front() == 'v' || text.front() == 'V')) text.remove_prefix(1);
  return text;
}

std::optional<std::uint64_t> number(std::string_view part) {
  while (part.size() > 1 && part.front() == '0') part.remove_prefix(1);
  if (part.empty() || part.size() > max_digits) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
  return error == std::errc() && end == part.data() + part.size() ? std::optional(value) : std::nullopt;
}

std::string_view take_part(std::string_view& text) {
  const auto dot = text.find('.');
  const auto part = text.substr(0, dot);
  text = dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
  return part;
}

}  // namespace

std::optional<Version> parse_version(std::string_view text) {
  text = trimmed(text);
  text = text.substr(0, text.find_first_of("-+"));
  if (text.empty() || text.front() == '.') return std::nullopt;
  Version version{};
  for (auto& each : version) {
    const auto part = take_part(text);
    if (part.empty()) continue;
    const auto value = number(part);
    if (!value) return std::nullopt;
    each = *value;
  }
  return version;
}

std::optional<VersionRange> tilde_range(std::string_view text) {
  const auto version = parse_version(text);
  if (!version) return std::nullopt;
  return VersionRange{*version, {(*version)[0], (*version)[1] + 1, 0}};
}

std::optional<VersionRange> caret_range(std::string_view text) {
  const auto version = parse_version(text);
  if (!version) return std::nullopt;
  const auto [major, minor, patch] = *version;
  if (major > 0) return VersionRange{*version, {major + 1, 0, 0}};
  if (minor > 0) return VersionRange{*version, {0, minor + 1, 0}};
  return VersionRange{*version, {0, 0, patch + 1}};
}

std::optional<VersionRange> wildcard_range(std::string_view text) {
  text = trimmed(text);
  if (text == "*") return VersionRange{{}, {~std::uint64_t{0}, 0, 0}};
  if (text.ends_with('*')) text.remove_suffix(1);
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.ends_with(".*")) text.remove_suffix(2);  // 1.*.*
  if (text.empty()) return std::nullopt;
  const auto major = number(take_part(text));
  if (!major) return std::nullopt;
  if (text.empty()) return VersionRange{{*major, 0, 0}, {*major + 1, 0, 0}};
  const auto minor = number(take_part(text));
  if (!minor) return std::nullopt;
  return VersionRange{{*major, *minor, 0}, {*major, *minor + 1, 0}};
}

}  // namespace leapfrog
