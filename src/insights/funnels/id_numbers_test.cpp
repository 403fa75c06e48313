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

TEST(IdNumbers, FindsOnlyWhatItKnows) {
  IdNumbers numbers;
  EXPECT_EQ(numbers.find({1, 2}), std::nullopt);
  numbers.number_of({3, 4});
  numbers.number_of({1, 2});
  EXPECT_EQ(numbers.find({1, 2}), 1U);
  EXPECT_EQ(numbers.find({2, 1}), std::nullopt);
  numbers.clear();
  EXPECT_EQ(numbers.size(), 0U);
  EXPECT_EQ(numbers.find({1, 2}), std::nullopt);
  EXPECT_EQ(numbers.number_of({1, 2}), 0U);
}

}  // namespace
}  // namespace leapfrog::insights
