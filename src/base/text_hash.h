// A hash of text that came from outside. Its secret is drawn when the program starts, so nobody can send
// texts that all fall into one place of a table. It differs from run to run: not to be stored, nor to be seen
// in an order.
#pragma once

#include <cstddef>
#include <string_view>

namespace leapfrog {

std::size_t text_hash(std::string_view text);

// For tables that are looked up by views of their keys.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return text_hash(text); }
};

}  // namespace leapfrog
