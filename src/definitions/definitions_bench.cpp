// What noting definitions adds to an event on its way: almost always nothing is new.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "definitions/definitions.h"

namespace leapfrog::definitions {
namespace {

json::object object_of(int keys) {
  json::object object;
  for (int i = 0; i < keys; ++i) {
    const auto name = fmt::format("$property_{}", i);
    if (i % 3 == 0) {
      object[name] = i;
    } else {
      object[name] = fmt::format("value {}", i);
    }
  }
  return object;
}

// An event of 46 properties by somebody with 20.
void observe_what_is_known(benchmark::State& state) {
  const auto path =
      std::filesystem::temp_directory_path() / fmt::format("lf-definitions-bench-{}.db", ::getpid());
  const auto database = *meta::Database::open(path.string(), migrations(), {.synchronous_full = false});
  const auto definitions = Definitions::over(*database, {});
  const auto properties = object_of(46);
  const auto person = object_of(20);
  const auto now = from_micros(1'700'000'000'000'000);
  for (auto _ : state) {
    auto outcome = definitions->observe({1, "$pageview", now, now, &properties, &person});
    benchmark::DoNotOptimize(outcome);
  }
  std::filesystem::remove(path);
}
BENCHMARK(observe_what_is_known);

}  // namespace
}  // namespace leapfrog::definitions
