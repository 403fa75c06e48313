#include "capture/v1_options.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "capture/rejections.h"

namespace leapfrog::capture {
namespace {

std::string lower_trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool is_one_of(const std::string& word, const std::array<std::string_view, 6>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

Result<std::optional<bool>> read_bool(const json::object& options, std::string_view name) {
  static constexpr std::array<std::string_view, 6> yes = {"true", "t", "yes", "y", "on", "1"};
  static constexpr std::array<std::string_view, 6> no = {"false", "f", "no", "n", "off", "0"};
  const auto* value = options.if_contains(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (value->is_bool()) return value->get_bool();
  if (value->is_number()) return value->to_number<double>() != 0;
  if (!value->is_string()) return refuse(Reason::invalid_options, name);
  const auto word = lower_trimmed(std::string_view(value->get_string()));
  if (word.empty()) return std::nullopt;
  if (is_one_of(word, yes)) return true;
  if (is_one_of(word, no)) return false;
  return refuse(Reason::invalid_options, name);
}

Result<std::optional<std::string>> read_text(const json::object& options, std::string_view name) {
  const auto* value = options.if_contains(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (value->is_number()) return json::serialize(*value);
  if (!value->is_string()) return refuse(Reason::invalid_options, name);
  if (lower_trimmed(std::string_view(value->get_string())).empty()) return std::nullopt;
  return std::string(value->get_string());
}

}  // namespace

Result<V1Options> read_v1_options(const RawValue& raw) {
  V1Options out;
  if (!raw.given()) return out;
  if (raw.kind != RawValue::Kind::object) return refuse(Reason::invalid_options);
  const auto value = parse_json(raw.text);
  if (!value) return refuse(Reason::invalid_options);
  const auto& options = value->get_object();
  out.cookieless_mode = TRY(read_bool(options, "cookieless_mode"));
  out.disable_skew_correction = TRY(read_bool(options, "disable_skew_correction"));
  out.process_person_profile = TRY(read_bool(options, "process_person_profile"));
  out.product_tour_id = TRY(read_text(options, "product_tour_id"));
  return out;
}

}  // namespace leapfrog::capture
