// Texts as small numbers, in the order in which they first come.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace leapfrog::insights {

class TextNumbers {
 public:
  // A new one gets the next number.
  std::uint32_t number_of(std::string_view text);
  // By number.
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::size_t slot_of(std::string_view text) const;
  void grow();

  std::vector<std::string> texts_;
  // number + 1, 0: free; a power of two of them, never more than half taken
  std::vector<std::uint32_t> slots_;
  std::uint32_t last_ = 0;  // neighbours often have the same text
};

}  // namespace leapfrog::insights
