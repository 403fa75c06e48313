// Arithmetic over series: "(A + B) / C * 100". Numbers, + - * /, unary minus, parentheses, and a letter for
// each series in its order. Dividing by zero gives zero, as charts want it.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace leapfrog::insights {

class Formula {
 public:
  // `series` is how many letters mean something. Errors: `invalid`, naming the place.
  static Result<Formula> parse(std::string_view text, std::size_t series);

  // `values` has a value for each series.
  double evaluate(std::span<const double> values) const;

 private:
  enum class Op : std::uint8_t { number, series, add, subtract, multiply, divide, negate };
  struct Step {  // in reverse Polish order
    Op op;
    double number = 0;
    std::size_t series = 0;
  };
  class Parser;

  std::vector<Step> steps_;
};

}  // namespace leapfrog::insights
