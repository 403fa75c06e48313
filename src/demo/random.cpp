#include "demo/random.h"

#include <cmath>
#include <numbers>

namespace leapfrog::demo {
namespace {

std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace

Random::Random(std::uint64_t seed, std::uint64_t stream)
    : state_(mix(seed) ^ mix(stream * 0x9e3779b97f4a7c15ULL + 1)) {}

std::uint64_t Random::next() { return mix(state_ += 0x9e3779b97f4a7c15ULL); }

double Random::unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

std::int64_t Random::between(std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
}

double Random::lognormal(double median, double spread) {
  // Box and Muller; 1 - unit() keeps the logarithm finite.
  const double radius = std::sqrt(-2 * std::log(1 - unit()));
  const double normal = radius * std::cos(2 * std::numbers::pi * unit());
  return median * std::exp(spread * normal);
}

std::size_t Random::weighted(std::span<const double> weights) {
  double total = 0;
  for (const double weight : weights) total += weight;
  double left = unit() * total;
  for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
    left -= weights[i];
    if (left < 0) return i;
  }
  return weights.size() - 1;
}

Uuid Random::uuid_at(Instant instant) {
  Uuid uuid;
  const auto millis = static_cast<std::uint64_t>(to_micros(instant)) / 1000;
  for (int i = 0; i < 6; ++i)
    uuid.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(millis >> (40 - 8 * i));
  const std::uint64_t a = next(), b = next();
  for (std::size_t i = 0; i < 10; ++i) {
    uuid.bytes[6 + i] = static_cast<std::uint8_t>(i < 8 ? a >> (8 * i) : b >> (8 * (i - 8)));
  }
  uuid.bytes[6] = static_cast<std::uint8_t>(0x70 | (uuid.bytes[6] & 0x0f));
  uuid.bytes[8] = static_cast<std::uint8_t>(0x80 | (uuid.bytes[8] & 0x3f));
  return uuid;
}

}  // namespace leapfrog::demo
