#include "pictures/scale.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace leapfrog::pictures {
namespace {

constexpr double wanted_steps = 4;

std::string short_number(double value, int decimals) {
  auto text = fmt::format("{:.{}f}", value, decimals);
  if (text.find('.') == std::string::npos) return text;
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

std::vector<double> ticks(double smallest, double largest) {
  smallest = std::min(smallest, 0.0);
  largest = std::max(largest, 0.0);
  if (!std::isfinite(smallest) || !std::isfinite(largest)) return {0, 1};
  if (smallest == largest) largest = 1;
  const double rough = (largest - smallest) / wanted_steps;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double nice : {5.0, 2.0, 1.0})
    if (nice * power >= rough) step = nice * power;
  std::vector<double> all;
  for (double i = std::floor(smallest / step); i <= std::ceil(largest / step); ++i) all.push_back(i * step);
  return all;
}

std::string compact(double value) {
  constexpr std::array units = {"", "k", "M", "B", "T"};
  std::size_t unit = 0;
  double size = std::abs(value);
  while (size >= 1000 && unit + 1 < units.size()) {
    size /= 1000;
    ++unit;
  }
  return (value < 0 ? "-" : "") + short_number(size, size < 1 ? 3 : size < 100 ? 1 : 0) + units.at(unit);
}

std::string exact(double value) {
  auto text = short_number(std::abs(value), 2);
  for (auto at = static_cast<std::ptrdiff_t>(std::min(text.find('.'), text.size())) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return (value < 0 ? "-" : "") + text;
}

}  // namespace leapfrog::pictures
