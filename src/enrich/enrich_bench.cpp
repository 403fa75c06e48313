// Nanoseconds that the steps take per event. Copying the properties is measured alone, to be taken off.
#include <benchmark/benchmark.h>

#include "enrich/enrich.h"

namespace leapfrog::enrich {
namespace {

constexpr const char* chrome =
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
    "Safari/537.36";

// As posthog-js sends: it has read the device and the page itself.
json::object web_event() {
  json::object properties{
      {"$lib", "web"},
      {"$lib_version", "1.200.0"},
      {"$raw_user_agent", chrome},
      {"$browser", "Chrome"},
      {"$browser_version", 126},
      {"$os", "Mac OS X"},
      {"$os_version", "10.15.7"},
      {"$device_type", "Desktop"},
      {"$current_url", "https://app.example.com/projects/42?tab=files&utm_source=newsletter"},
      {"$host", "app.example.com"},
      {"$pathname", "/projects/42"},
      {"utm_source", "newsletter"},
      {"$referrer", "https://www.google.com/"},
      {"$referring_domain", "www.google.com"},
      {"$search_engine", "google"},
  };
  for (int i = 0; i < 30; ++i) properties["property_" + std::to_string(i)] = i;
  return properties;
}

void copy_only(benchmark::State& state) {
  const json::object source = web_event();
  for (auto _ : state) {
    json::object copy = source;
    benchmark::DoNotOptimize(copy);
  }
}
BENCHMARK(copy_only)->Name("enrich/copy_of_46_properties");

void apply(benchmark::State& state, const json::object& source, std::size_t distinct_agents) {
  const accounts::Project project;
  auto enricher = Enricher::open(shipped_settings()).value();
  std::vector<std::string> agents;
  for (std::size_t i = 0; i < distinct_agents; ++i) agents.push_back(chrome + std::to_string(i));
  std::size_t turn = 0;
  for (auto _ : state) {
    json::object copy = source;
    enricher->apply({project, "81.2.69.142", agents[turn++ % agents.size()]}, copy);
    benchmark::DoNotOptimize(copy);
  }
}

void web(benchmark::State& state) { apply(state, web_event(), 1); }
BENCHMARK(web)->Name("enrich/web_event_of_46_properties");

void bare(benchmark::State& state) {
  apply(state, {{"$lib", "web"}, {"$current_url", "https://app.example.com/a?utm_source=x"}}, 1);
}
BENCHMARK(bare)->Name("enrich/bare_event");

void new_agents(benchmark::State& state) { apply(state, {{"$lib", "web"}}, 100'000); }
BENCHMARK(new_agents)->Name("enrich/user_agent_never_seen");

}  // namespace
}  // namespace leapfrog::enrich
