// Random numbers that are the same on every machine for the same seed: the standard library's engines are,
// its distributions are not. SplitMix64 (Steele, Lea, Flood 2014), one independent stream per (seed, stream).
#pragma once

#include <cstdint>
#include <span>

#include "base/time.h"
#include "base/uuid.h"

namespace leapfrog::demo {

class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t stream);

  std::uint64_t next();
  double unit();  // [0, 1)
  bool chance(double probability) { return unit() < probability; }
  std::int64_t between(std::int64_t low, std::int64_t high);  // both included
  double lognormal(double median, double spread);             // spread: the logarithm's standard deviation
  // Index i with probability weights[i] over their sum.
  std::size_t weighted(std::span<const double> weights);

  template <class Row>
  const Row& pick(std::span<const Row> rows) {
    return rows[next() % rows.size()];
  }
  // A row of a table whose rows have a `weight`.
  template <class Row>
  std::size_t pick_weighted(std::span<const Row> rows) {
    double total = 0;
    for (const Row& row : rows) total += row.weight;
    double left = unit() * total;
    for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
      left -= rows[i].weight;
      if (left < 0) return i;
    }
    return rows.size() - 1;
  }

  Uuid uuid_at(Instant instant);  // v7

 private:
  std::uint64_t state_;
};

}  // namespace leapfrog::demo
