// From decompressed body to events: the I/O thread's cost of capture. Aim: below 3 µs per event.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "capture/v0_request.h"

namespace leapfrog::capture {
namespace {

// A page view as posthog-js sends it: 46 properties, about 1.4 kB.
std::string page_view(int n) {
  std::string properties = fmt::format(
      R"("token":"phc_bench","distinct_id":"0190a0f0-0000-7000-8000-0000000{:05}","$os":"Mac OS X",)"
      R"("$browser":"Chrome","$browser_version":126,"$current_url":"https://example.com/pricing?plan={}",)"
      R"("$host":"example.com","$pathname":"/pricing","$screen_height":1080,"$screen_width":1920,)"
      R"("$lib":"web","$lib_version":"1.418.10","$time":1767268800.123,"$is_identified":false)",
      n, n % 3);
  for (int i = 0; i < 32; ++i) properties += fmt::format(R"(,"$property_{:02}":"value {}")", i, i * n);
  return fmt::format(
      R"({{"uuid":"0190a0f0-0000-7000-8000-0000000{:05}","event":"$pageview","properties":{{{}}},)"
      R"("timestamp":"2026-01-01T11:59:58.123Z"}})",
      n, properties);
}

std::string batch(int events) {
  std::string text = R"({"api_key":"phc_bench","batch":[)";
  for (int i = 0; i < events; ++i) text += (i == 0 ? "" : ",") + page_view(i);
  return text + R"(],"sent_at":"2026-01-01T12:00:00.000Z"})";
}

void read_and_decide(benchmark::State& state) {
  constexpr int events = 100;
  auto text = batch(events);
  RequestReader reader;
  const Limits limits;
  const auto now = Instant(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1));
  for (auto _ : state) {
    auto raw = reader.read(text, limits);
    auto decided = decide_v0(*raw, {Endpoint::events, now, std::nullopt, limits});
    benchmark::DoNotOptimize(decided.events.data());
    CHECK(decided.events.size() == events);
  }
  state.SetItemsProcessed(state.iterations() * events);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
  state.counters["bytes_per_event"] = static_cast<double>(text.size()) / events;
}
BENCHMARK(read_and_decide);

void read_only(benchmark::State& state) {
  auto text = batch(100);
  RequestReader reader;
  const Limits limits;
  for (auto _ : state) benchmark::DoNotOptimize(reader.read(text, limits));
  state.SetItemsProcessed(state.iterations() * 100);
}
BENCHMARK(read_only);

}  // namespace
}  // namespace leapfrog::capture
