#pragma once

#include <string_view>

namespace leapfrog::app {

constexpr std::string_view version = "0.1.0";

}  // namespace leapfrog::app
