#include "http/logged_path.h"

#include <algorithm>

namespace leapfrog::http {
namespace {

constexpr std::size_t shortest_secret = 24;
constexpr std::string_view mask = "…";

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_uuid(std::string_view segment) {
  if (segment.size() != 36) return false;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    const char c = segment[i];
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? c != '-' : !is_digit(c) && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F')) return false;
  }
  return true;
}

// Names of ours and of users (feature_flag_role_access, new-checkout-2026) are words in small letters; random
// text in any usual alphabet mixes.
bool looks_secret(std::string_view segment) {
  if (segment.size() < shortest_secret || segment.starts_with("phc_") || is_uuid(segment)) return false;
  const auto alphabet = [](char c) {
    return is_lower(c) || is_upper(c) || is_digit(c) || c == '_' || c == '-' || c == '=' || c == '+' ||
           c == '~';
  };
  if (!std::ranges::all_of(segment, alphabet)) return false;
  const int kinds = static_cast<int>(std::ranges::any_of(segment, is_lower)) +
                    static_cast<int>(std::ranges::any_of(segment, is_upper)) +
                    static_cast<int>(std::ranges::any_of(segment, is_digit));
  const bool dashed = segment.find('-') != std::string_view::npos;
  return kinds == 3 || (kinds == 2 && !dashed);
}

}  // namespace

std::string logged_path(std::string_view path) {
  std::string logged;
  bool invitation = false;  // everything behind "signup"
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view segment = path.substr(at, end - at);
    if (!segment.empty()) logged += invitation || looks_secret(segment) ? mask : segment;
    if (end < path.size()) logged += '/';
    at = end + 1;
    invitation = invitation || segment == "signup";
  }
  return logged;
}

}  // namespace leapfrog::http
