#include "insights/funnels/id_numbers.h"

#include <gtest/gtest.h>

namespace leapfrog::insights {
namespace {

TEST(IdNumbers, CountsUpAndFindsAgain) {
  IdNumbers numbers;
  constexpr std::uint64_t many = 5'000;
  for (std::uint64_t i = 0; i < many; ++i) EXPECT_EQ(numbers.number_of({i % 7, i}), i);
  EXPECT_EQ(numbers.size(), many);
  numbers.reserve(3 * many);
  for (std::uint64_t i = 0; i < many; ++i) EXPECT_EQ(numbers.number_of({i % 7, i}), i);
  EXPECT_EQ(numbers.size(), many);
}

}  // namespace
}  // namespace leapfrog::insights
