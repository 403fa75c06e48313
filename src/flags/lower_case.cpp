#include "flags/lower_case.h"

#include <locale.h>
#include <wctype.h>

#include <algorithm>
#include <vector>

#include "base/result.h"

namespace leapfrog::flags {
namespace {

constexpr char32_t capital_sigma = 0x3a3, final_sigma = 0x3c2;
constexpr char32_t capital_i_with_dot = 0x130, combining_dot = 0x307;

// Always there with the C library, whatever the machine's own locale is.
locale_t unicode() {
  static const locale_t all = [] {
    const auto made = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    CHECK(made != nullptr);
    return made;
  }();
  return all;
}

bool is_cased(char32_t c) {
  const auto wide = static_cast<wint_t>(c);
  return iswupper_l(wide, unicode()) != 0 || iswlower_l(wide, unicode()) != 0;
}

// One character from the front of `text`; a byte that begins none is given as itself beyond Unicode.
constexpr char32_t raw_byte = 0x80000000;
char32_t take(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  bool whole = length > 0 && length <= text.size() && first < 0xf5;
  char32_t character = length > 1 ? first & (0x7f >> length) : first;
  for (std::size_t i = 1; whole && i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    whole = (next & 0xc0) == 0x80;
    character = character << 6 | (next & 0x3f);
  }
  text.remove_prefix(whole ? length : 1);
  return whole ? character : raw_byte | first;
}

void put(std::string& out, char32_t c) {
  const auto add = [&](char32_t byte) { out += static_cast<char>(byte); };
  if ((c & raw_byte) != 0 || c < 0x80) {
    add(c & 0xff);
  } else if (c < 0x800) {
    add(0xc0 | c >> 6), add(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    add(0xe0 | c >> 12), add(0x80 | (c >> 6 & 0x3f)), add(0x80 | (c & 0x3f));
  } else {
    add(0xf0 | c >> 18), add(0x80 | (c >> 12 & 0x3f)), add(0x80 | (c >> 6 & 0x3f)), add(0x80 | (c & 0x3f));
  }
}

// A capital sigma at the end of a word becomes the final form.
bool ends_word(const std::vector<char32_t>& characters, std::size_t at) {
  const bool after_letter = at > 0 && is_cased(characters[at - 1]);
  const bool before_letter = at + 1 < characters.size() && is_cased(characters[at + 1]);
  return after_letter && !before_letter;
}

}  // namespace

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return ascii_lower(c); });
  return out;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string lower_case(std::string_view text) {
  if (is_ascii(text)) return ascii_lower(text);
  std::vector<char32_t> characters;
  characters.reserve(text.size());
  while (!text.empty()) characters.push_back(take(text));
  std::string out;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const auto c = characters[i];
    if (c == capital_sigma && ends_word(characters, i)) {
      put(out, final_sigma);
    } else if (c == capital_i_with_dot) {
      put(out, 'i');
      put(out, combining_dot);
    } else {
      put(out,
          (c & raw_byte) != 0 ? c : static_cast<char32_t>(towlower_l(static_cast<wint_t>(c), unicode())));
    }
  }
  return out;
}

LowerCase::LowerCase(std::string_view text) {
  if (text.size() <= sizeof short_ && is_ascii(text)) {
    std::ranges::transform(text, short_, [](char c) { return ascii_lower(c); });
    view_ = {short_, text.size()};
  } else {
    long_ = lower_case(text);
    view_ = long_;
  }
}

bool starts_with_lower(std::string_view text, std::string_view part) {
  return text.size() >= part.size() &&
         std::ranges::equal(text.substr(0, part.size()), part, {}, [](char c) { return ascii_lower(c); });
}

bool ends_with_lower(std::string_view text, std::string_view part) {
  return text.size() >= part.size() && starts_with_lower(text.substr(text.size() - part.size()), part);
}

bool contains_lower(std::string_view text, std::string_view part) {
  if (part.empty()) return true;
  for (; text.size() >= part.size(); text.remove_prefix(1)) {
    if (ascii_lower(text.front()) == part.front() && starts_with_lower(text, part)) return true;
  }
  return false;
}

}  // namespace leapfrog::flags
