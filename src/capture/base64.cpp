#include "capture/base64.h"

#include <array>

#include "capture/rejections.h"

namespace leapfrog::capture {
namespace {

constexpr std::uint8_t no_digit = 255;

constexpr std::array<std::uint8_t, 256> digit_table() {
  std::array<std::uint8_t, 256> table{};
  table.fill(no_digit);
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < digits.size(); ++i) {
    table[static_cast<unsigned char>(digits[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}

constexpr auto digit_of = digit_table();

std::size_t padding_of(std::string_view text) {
  if (text.ends_with("==")) return 2;
  return text.ends_with('=') ? 1 : 0;
}

bool looks_like_base64(std::string_view text, bool spaces) {
  if (text.empty() || text.size() % 4 != 0) return false;
  for (const char c : text.substr(0, text.size() - padding_of(text))) {
    if (digit_of[static_cast<unsigned char>(c)] == no_digit && !(spaces && c == ' ')) return false;
  }
  return true;
}

}  // namespace

bool is_base64(std::string_view text) { return looks_like_base64(text, false); }
bool is_base64_with_spaces(std::string_view text) { return looks_like_base64(text, true); }

Result<std::string> decode_base64(std::string_view text) {
  if (!is_base64(text)) return refuse(Reason::undecodable_body, "invalid base64");
  const auto digits = text.substr(0, text.size() - padding_of(text));
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : digits) {
    bits = bits << 6 | digit_of[static_cast<unsigned char>(c)];
    count += 6;
    if (count >= 8) {
      count -= 8;
      out.push_back(static_cast<char>(bits >> count));
    }
  }
  return out;
}

}  // namespace leapfrog::capture
