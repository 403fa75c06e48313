#include "capture/json_scalars.h"

#include <charconv>
#include <cstdint>

namespace leapfrog::capture {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Moves past digits and tells how many there were.
std::size_t skip_digits(std::string_view text, std::size_t& at) {
  const auto start = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  return at - start;
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = static_cast<char>(c | 32);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The four digits after "\u", -1 when they are not.
int code_unit(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return -1;
  int unit = 0;
  for (const char c : text.substr(at, 4)) {
    const int value = hex_value(c);
    if (value < 0) return -1;
    unit = unit * 16 + value;
  }
  return unit;
}

bool is_high(int unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low(int unit) { return unit >= 0xDC00 && unit < 0xE000; }

}  // namespace

bool valid_escapes(std::string_view text) {
  for (auto at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at)) {
    if (at + 1 >= text.size()) return false;
    if (text[at + 1] != 'u') {
      if (std::string_view("\"\\/bfnrt").find(text[at + 1]) == std::string_view::npos) return false;
      at += 2;
      continue;
    }
    const int unit = code_unit(text, at + 2);
    if (unit < 0 || is_low(unit)) return false;
    at += 6;
    if (!is_high(unit)) continue;
    if (text.substr(at, 2) != "\\u" || !is_low(code_unit(text, at + 2))) return false;
    at += 6;
  }
  return true;
}

NumberForm number_form(std::string_view text) {
  std::size_t at = 0;
  if (at < text.size() && text[at] == '-') ++at;
  const bool leading_zero = at < text.size() && text[at] == '0';
  const auto whole = skip_digits(text, at);
  if (whole == 0 || (leading_zero && whole > 1)) return NumberForm::malformed;
  if (at == text.size()) {
    if (whole < 19) return NumberForm::small_integer;
    std::int64_t as_signed = 0;
    std::uint64_t as_unsigned = 0;
    const auto* end = text.data() + text.size();
    const bool fits = std::from_chars(text.data(), end, as_signed).ec == std::errc() ||
                      std::from_chars(text.data(), end, as_unsigned).ec == std::errc();
    if (fits) return NumberForm::fits;
    return whole > 300 ? NumberForm::maybe_out_of_range : NumberForm::big_integer;
  }
  if (text[at] == '.') {
    ++at;
    if (skip_digits(text, at) == 0) return NumberForm::malformed;
  }
  bool exponent = false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    exponent = true;
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (skip_digits(text, at) == 0) return NumberForm::malformed;
  }
  if (at != text.size()) return NumberForm::malformed;
  return exponent || whole > 300 ? NumberForm::maybe_out_of_range : NumberForm::fits;
}

}  // namespace leapfrog::capture
