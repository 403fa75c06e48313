// Values of an axis that people read easily. Pure.
#pragma once

#include <string>
#include <vector>

namespace leapfrog::pictures {

// From 0 (or below the smallest) to above the largest, in steps of 1, 2 or 5 times a power of ten; at least
// two.
std::vector<double> ticks(double smallest, double largest);

// "12.4k", "1.5M", "0.25"
std::string compact(double value);
// "1,234.5"
std::string exact(double value);

}  // namespace leapfrog::pictures
