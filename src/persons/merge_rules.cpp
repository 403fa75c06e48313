#include "persons/merge_rules.h"

#include <algorithm>
#include <array>

namespace leapfrog::persons {
namespace {

constexpr std::array<std::string_view, 10> illegal_in_any_case = {
    "anonymous",         "guest", "distinctid", "distinct_id", "id",
    "not_authenticated", "email", "undefined",  "true",        "false"};
constexpr std::array<std::string_view, 6> illegal_as_written = {
    "[object Object]", "NaN", "None", "none", "null", "0"};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n\v\f";
  const auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::string_view unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != text.back()) return text;
  return text.front() == '"' || text.front() == '\'' ? text.substr(1, text.size() - 2) : text;
}

bool equal_without_case(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower,
                            [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

}  // namespace

bool is_illegal_distinct_id(std::string_view distinct_id) {
  if (trimmed(distinct_id).empty()) return true;
  const auto bare = unquoted(distinct_id);
  return std::ranges::any_of(illegal_in_any_case, [&](auto id) { return equal_without_case(bare, id); }) ||
         std::ranges::any_of(illegal_as_written, [&](auto id) { return bare == id; });
}

std::string id_text(const json::value& value) {
  switch (value.kind()) {
    case json::kind::string:
      return std::string(value.get_string());
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::bool_:
      return json::serialize(value);
    case json::kind::double_: {
      // 12.0 is written "12" by every client; other fractions are no sensible ids, so any stable text will
      // do.
      const double number = value.get_double();
      const auto whole = static_cast<std::int64_t>(number > -9e15 && number < 9e15 ? number : 0.5);
      return static_cast<double>(whole) == number ? std::to_string(whole) : json::serialize(value);
    }
    default:
      return "";
  }
}

std::optional<MergeRequest> merge_request(const IdentityEvent& event) {
  if (event.properties == nullptr) return std::nullopt;
  const bool identify = event.event == "$identify";
  const bool dangerous = event.event == "$merge_dangerously";
  if (!identify && !dangerous && event.event != "$create_alias") return std::nullopt;
  const auto* other = event.properties->if_contains(identify ? "$anon_distinct_id" : "alias");
  if (other == nullptr || other->is_null()) return std::nullopt;
  auto source = other->is_object() || other->is_array() ? std::string("[object Object]") : id_text(*other);
  if (!identify && source.empty()) return std::nullopt;
  return MergeRequest{std::move(source), dangerous};
}

std::string_view merge_refusal(std::string_view source, std::string_view target) {
  if (is_illegal_distinct_id(source) || is_illegal_distinct_id(target))
    return "cannot_merge_with_illegal_distinct_id";
  if (source.size() > max_distinct_id_bytes) return "cannot_merge_with_too_long_distinct_id";
  return "";
}

Profile requested_profile(const IdentityEvent& event) {
  if (event.properties == nullptr) return Profile::full;
  const auto* wanted = event.properties->if_contains("$process_person_profile");
  if (wanted == nullptr) return Profile::full;
  if (!wanted->is_bool()) return Profile::unreadable;
  return wanted->get_bool() ? Profile::full : Profile::personless;
}

bool needs_profile(std::string_view event) {
  return event == "$identify" || event == "$create_alias" || event == "$merge_dangerously" ||
         event == "$groupidentify";
}

bool never_makes_profile(std::string_view event) {
  return event == "$snapshot" || event == "$$heatmap" || event == "$performance_event";
}

}  // namespace leapfrog::persons
