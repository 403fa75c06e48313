#include "definitions/property_type.h"

#include <algorithm>
#include <array>

namespace leapfrog::definitions {
namespace {

constexpr std::array<std::string_view, 5> names = {"String", "Numeric", "Boolean", "DateTime", "Duration"};

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool same_word(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower,
                            [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

// Takes digits off the front of what is left.
class Digits {
 public:
  explicit Digits(std::string_view text) : rest_(text) {}

  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool number(std::size_t digits, int least, int most) {
    if (rest_.size() < digits) return false;
    int value = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return value >= least && value <= most;
  }
  bool some_digits() {
    const auto end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    rest_.remove_prefix(end);
    return end > 0;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

bool zone(Digits& text) {
  if (text.at_end() || text.take('Z') || text.take('z')) return true;
  if (!text.take('+') && !text.take('-')) return false;
  if (!text.number(2, 0, 14)) return false;
  if (text.at_end()) return true;
  text.take(':');
  return text.number(2, 0, 59);
}

bool is_text_by_name(std::string_view name) {
  return name.starts_with("utm_") || name.starts_with("$feature/") || name.starts_with("$survey_response") ||
         name == "$feature_flag_response";
}

}  // namespace

std::string_view type_name(PropertyType type) { return names[static_cast<std::size_t>(type)]; }

std::optional<PropertyType> type_of_name(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<PropertyType>(found - names.begin());
}

bool looks_like_time(std::string_view raw) {
  Digits text(trimmed(raw));
  if (!text.number(4, 0, 9999) || !text.take('-') || !text.number(2, 1, 12) || !text.take('-') ||
      !text.number(2, 1, 31))
    return false;
  if (text.at_end()) return true;
  if (!text.take('T') && !text.take(' ')) return false;
  if (!text.number(2, 0, 24) || !text.take(':') || !text.number(2, 0, 59)) return false;
  if (text.take(':')) {
    if (!text.number(2, 0, 60)) return false;
    if ((text.take('.') || text.take(',')) && !text.some_digits()) return false;
  }
  text.take(' ');
  return zone(text) && text.at_end();
}

std::optional<PropertyType> detect_type(std::string_view name, const json::value& value) {
  if (value.is_null() || value.is_structured()) return std::nullopt;
  if (is_text_by_name(name)) return PropertyType::string;
  if (value.is_bool()) return PropertyType::boolean;
  if (value.is_number()) return PropertyType::numeric;
  const auto text = trimmed(value.get_string());
  if (same_word(text, "true") || same_word(text, "false")) return PropertyType::boolean;
  return looks_like_time(text) ? PropertyType::datetime : PropertyType::string;
}

}  // namespace leapfrog::definitions
