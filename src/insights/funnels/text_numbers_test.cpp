#include "insights/funnels/text_numbers.h"

#include <gtest/gtest.h>

namespace leapfrog::insights {
namespace {

TEST(TextNumbers, CountsUpAndFindsAgain) {
  TextNumbers numbers;
  constexpr std::uint32_t many = 5'000;
  for (int time = 0; time < 2; ++time)
    for (std::uint32_t i = 0; i < many; ++i)
      for (int again = 0; again < 2; ++again) EXPECT_EQ(numbers.number_of(std::to_string(i * 7)), i);
  EXPECT_EQ(numbers.number_of(""), many);
  ASSERT_EQ(numbers.texts().size(), many + 1);
  EXPECT_EQ(numbers.texts()[3], "21");
}

}  // namespace
}  // namespace leapfrog::insights
