#include "insights/trends/formula.h"

#include <fmt/format.h>

#include <cctype>
#include <charconv>

namespace leapfrog::insights {
namespace {
constexpr std::size_t max_length = 1000;
constexpr int max_depth = 50;
}  // namespace

class Formula::Parser {
 public:
  Parser(std::string_view text, std::size_t series, std::vector<Step>& steps)
      : text_(text), series_(series), steps_(steps) {}

  Result<> run() {
    TRY(sum(0));
    skip_spaces();
    if (at_ != text_.size()) return problem("an operator was expected");
    return {};
  }

 private:
  Result<> sum(int depth) {
    TRY(product(depth));
    for (char op = next_of("+-"); op != 0; op = next_of("+-")) {
      TRY(product(depth));
      steps_.push_back({op == '+' ? Op::add : Op::subtract});
    }
    return {};
  }
  Result<> product(int depth) {
    TRY(factor(depth));
    for (char op = next_of("*/"); op != 0; op = next_of("*/")) {
      TRY(factor(depth));
      steps_.push_back({op == '*' ? Op::multiply : Op::divide});
    }
    return {};
  }
  Result<> factor(int depth) {
    if (depth > max_depth) return problem("it is nested too deeply");
    if (next_of("-") != 0) {
      TRY(factor(depth + 1));
      steps_.push_back({Op::negate});
      return {};
    }
    if (next_of("(") != 0) {
      TRY(sum(depth + 1));
      if (next_of(")") == 0) return problem("a ')' was expected");
      return {};
    }
    skip_spaces();
    if (at_ == text_.size()) return problem("it ends where a series or a number was expected");
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (std::isalpha(c) != 0) return letter(static_cast<char>(std::toupper(c)));
    double number = 0;
    const auto read = std::from_chars(text_.data() + at_, text_.data() + text_.size(), number);
    if (read.ec != std::errc()) return problem("a series or a number was expected");
    at_ = static_cast<std::size_t>(read.ptr - text_.data());
    steps_.push_back({Op::number, number});
    return {};
  }
  Result<> letter(char c) {
    const auto index = static_cast<std::size_t>(c - 'A');
    if (c < 'A' || c > 'Z' || index >= series_) return problem(fmt::format("there is no series {}", c));
    ++at_;
    steps_.push_back({Op::series, 0, index});
    return {};
  }
  char next_of(std::string_view any) {
    skip_spaces();
    if (at_ == text_.size() || any.find(text_[at_]) == std::string_view::npos) return 0;
    return text_[at_++];
  }
  void skip_spaces() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  Failure problem(std::string_view what) const {
    return invalid(fmt::format("The formula '{}' does not work: at character {} {}.", text_, at_ + 1, what),
                   "trendsFilter.formula");
  }

  std::string_view text_;
  std::size_t series_;
  std::vector<Step>& steps_;
  std::size_t at_ = 0;
};

Result<Formula> Formula::parse(std::string_view text, std::size_t series) {
  if (text.size() > max_length)
    return invalid(fmt::format("A formula may have {} characters at most.", max_length),
                   "trendsFilter.formula");
  Formula formula;
  TRY(Parser(text, series, formula.steps_).run());
  return formula;
}

double Formula::evaluate(std::span<const double> values) const {
  std::vector<double> stack;
  const auto pop = [&] {
    const double top = stack.back();
    stack.pop_back();
    return top;
  };
  for (const auto& step : steps_) {
    switch (step.op) {
      case Op::number:
        stack.push_back(step.number);
        break;
      case Op::series:
        stack.push_back(values[step.series]);
        break;
      case Op::negate:
        stack.back() = -stack.back();
        break;
      default: {
        const double right = pop();
        const double left = pop();
        if (step.op == Op::add)
          stack.push_back(left + right);
        else if (step.op == Op::subtract)
          stack.push_back(left - right);
        else if (step.op == Op::multiply)
          stack.push_back(left * right);
        else
          stack.push_back(right == 0 ? 0 : left / right);
      }
    }
  }
  return stack.back();
}

}  // namespace leapfrog::insights
