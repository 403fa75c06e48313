// For tests: random choices that can be repeated.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

namespace leapfrog {

// The seed of a test's random choices: LEAPFROG_SEED, or one drawn. Said at once, so that a crash tells it
// too, and with each failure while this is there.
class RandomSeed {
 public:
  RandomSeed() { std::printf("%s\n", said_.c_str()); }

  operator std::uint32_t() const { return value_; }  // what generators are made of

 private:
  static std::uint32_t drawn() {
    const auto* given = std::getenv("LEAPFROG_SEED");
    return given ? static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
  }

  std::uint32_t value_ = drawn();
  std::string said_ = "LEAPFROG_SEED=" + std::to_string(value_);
  testing::ScopedTrace trace_{__FILE__, __LINE__, said_};
};

}  // namespace leapfrog
