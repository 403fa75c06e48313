// Lower case as JavaScript's toLowerCase() and Rust's to_lowercase() give it, so that values that differ only
// in case match here as they match in SDKs.
#pragma once

#include <string>
#include <string_view>

namespace leapfrog::flags {

inline char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
std::string ascii_lower(std::string_view text);
bool is_ascii(std::string_view text);

// All of Unicode. Text that is no UTF-8 keeps the bytes that are none.
std::string lower_case(std::string_view text);

// The lower case of a text for as long as the object lives; short ASCII text needs no memory of its own.
class LowerCase {
 public:
  explicit LowerCase(std::string_view text);
  LowerCase(const LowerCase&) = delete;
  LowerCase& operator=(const LowerCase&) = delete;
  std::string_view view() const { return view_; }

 private:
  char short_[256];
  std::string long_;
  std::string_view view_;
};

// Whether `text` has `part` (already lower case) in it, at its beginning or at its end, ASCII case aside.
bool contains_lower(std::string_view text, std::string_view part);
bool starts_with_lower(std::string_view text, std::string_view part);
bool ends_with_lower(std::string_view text, std::string_view part);

}  // namespace leapfrog::flags
